package import PodModel

/// Times of a probe that are finer than Kubernetes' whole seconds, from a pod's annotations (product.md):
/// `podprobe.io/<container>.<liveness|readiness|startup>.<period|timeout|initialDelay>: 250ms`.
package struct ProbeOverrides: Sendable, Equatable {
    package var periodNanoseconds: Int64?
    package var timeoutNanoseconds: Int64?
    package var initialDelayNanoseconds: Int64?

    package static let prefix = "podprobe.io/"

    private enum Field: String, CaseIterable {
        case period, timeout, initialDelay

        /// Below, a probe is an attack on its target and not a question.
        var minimumNanoseconds: Int64 {
            switch self {
            case .period: 10_000_000
            case .timeout: 1_000_000
            case .initialDelay: 0
            }
        }

        func nanoseconds(_ text: String) -> Int64? {
            guard let value = DurationText.nanoseconds(text), value >= minimumNanoseconds else { return nil }
            return value
        }
    }

    package init() {}

    /// What cannot be read is left out here and said by ``warnings(of:)``.
    package init(_ annotations: [String: String], container: String, type: ProbeType) {
        guard !annotations.isEmpty else { return }
        func value(_ field: Field) -> Int64? {
            annotations[Self.name(container, type, field)].flatMap(field.nanoseconds)
        }
        periodNanoseconds = value(.period)
        timeoutNanoseconds = value(.timeout)
        initialDelayNanoseconds = value(.initialDelay)
    }

    /// Every annotation of podprobe's that has no effect, and why.
    package static func warnings(of pod: Pod) -> [PodWarning] {
        var known: [String: Field] = [:]
        for container in pod.spec.allContainers {
            for type in ProbeType.allCases where container.probe(type) != nil {
                for field in Field.allCases { known[name(container.name, type, field)] = field }
            }
        }
        return pod.metadata.annotations.sorted { $0.key < $1.key }.compactMap { name, text in
            guard name.hasPrefix(prefix) else { return nil }
            let path = FieldPath("metadata").field("annotations").key(name)
            guard let field = known[name] else {
                return PodWarning(
                    path,
                    "ignored: it names no probe of this pod; right would be "
                        + "\(prefix)<container>.<liveness|readiness|startup>.<period|timeout|initialDelay>")
            }
            guard field.nanoseconds(text) == nil else { return nil }
            return PodWarning(
                path,
                "\"\(text)\" is ignored: it must be a duration such as 250ms or 1.5s, at least "
                    + DurationText.go(field.minimumNanoseconds))
        }
    }

    private static func name(_ container: String, _ type: ProbeType, _ field: Field) -> String {
        "\(prefix)\(container).\(type.rawValue.lowercased()).\(field.rawValue)"
    }
}
