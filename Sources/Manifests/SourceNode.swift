import PodModel

/// One value of a YAML or JSON document and the line on which it stands.
struct SourceNode: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case string(String)
        case list([SourceNode])
        case mapping([SourceEntry])
    }
    var content: Content
    /// In the file, from 1.
    var line: Int
    /// A scalar as it was written, without quotes; "" for lists and mappings.
    var text = ""
    var isQuoted = false

    var isNull: Bool { content == .null }
    var mapping: [SourceEntry]? { if case .mapping(let entries) = content { entries } else { nil } }
    var list: [SourceNode]? { if case .list(let items) = content { items } else { nil } }
    var string: String? { if case .string(let text) = content { text } else { nil } }

    /// The value of a mapping's key.
    subscript(key: String) -> SourceEntry? { mapping?.first { $0.key == key } }
}

/// A key of a mapping and its value.
struct SourceEntry: Sendable, Equatable {
    var key: String
    /// Of the key.
    var line: Int
    var value: SourceNode
}

extension SourceNode {
    /// The same as JSON; keys without a value are left out, since Kubernetes takes them for not set.
    var json: JSONValue {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .list(let items): .array(items.map(\.json))
        case .mapping(let entries):
            .object(entries.filter { !$0.value.isNull }.map { (key: $0.key, value: $0.value.json) })
        }
    }

    /// What a message calls it.
    var described: String {
        switch content {
        case .null: "nothing"
        case .bool(let value):
            text.lowercased() == "\(value)"
                ? "the boolean \(text)" : "\(text), which YAML reads as the boolean \(value)"
        case .int, .double: "the number \(text)"
        case .string: "the string \(text.quotedShort)"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension String {
    /// In quotes for a message: one line, at most 60 characters of it, nothing that disturbs a terminal.
    var quotedShort: String {
        var out = ""
        for (index, scalar) in unicodeScalars.enumerated() {
            guard index < 60 else { return "\"\(out)…\"" }
            switch scalar {
            case "\n": out += "\\n"
            case "\"": out += "\\\""
            case _ where scalar.properties.generalCategory == .control: out += "?"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return "\"\(out)\""
    }
}
