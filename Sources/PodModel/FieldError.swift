/// Where in a manifest a value stands: `spec.containers[0].livenessProbe.periodSeconds`.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case field(String)
        case index(Int)
        case key(String)
    }
    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }
    package init(_ field: String) { self.steps = [.field(field)] }
    package func field(_ name: String) -> FieldPath { FieldPath(steps + [.field(name)]) }
    package func index(_ i: Int) -> FieldPath { FieldPath(steps + [.index(i)]) }
    package func key(_ name: String) -> FieldPath { FieldPath(steps + [.key(name)]) }

    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let i): text += "[\(i)]"
            case .key(let name): text += "[\(name)]"
            }
        }
        return text
    }
}

/// One mistake in a Pod, of the kinds that the Kubernetes API reports (kubelet-semantics 1.1).
package struct FieldError: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case required = "Required value"
        case invalid = "Invalid value"
        case notSupported = "Unsupported value"
        case forbidden = "Forbidden"
        case duplicate = "Duplicate value"
        case notFound = "Not found"
    }
    package var kind: Kind
    package var path: FieldPath
    /// The value as it stands in the manifest; nil where there is none.
    package var value: String?
    /// What is wrong and what would be right.
    package var detail: String

    package init(_ kind: Kind, _ path: FieldPath, value: String? = nil, _ detail: String) {
        self.kind = kind
        self.path = path
        self.value = value
        self.detail = detail
    }

    package var description: String {
        "\(path): \(kind.rawValue)" + (value.map { ": \"\($0)\"" } ?? "") + (detail.isEmpty ? "" : ": \(detail)")
    }
}
