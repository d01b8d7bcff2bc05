/// A JSON document as a value; objects keep their order.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    package static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.int(let x), .int(let y)): x == y
        case (.double(let x), .double(let y)): x == y
        case (.string(let x), .string(let y)): x == y
        case (.array(let x), .array(let y)): x == y
        case (.object(let x), .object(let y)): x.elementsEqual(y) { $0.key == $1.key && $0.value == $1.value }
        default: false
        }
    }
}

extension JSONValue {
    /// An object of these fields, sorted by name.
    package static func fields(_ fields: [String: JSONValue]) -> JSONValue {
        .object(fields.map { (key: $0.key, value: $0.value) }.sorted { $0.key < $1.key })
    }

    /// The field of that name; nil where this is no object or has none.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }

    /// Whether there is nothing in it: null, false, zero, or an empty text, list or object.
    package var isEmpty: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .array(let items): items.isEmpty
        case .object(let fields): fields.isEmpty
        }
    }

    /// The same document with every object sorted by name, so that equal content has equal text.
    package var sorted: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.sorted))
        case .object(let fields): .object(fields.map { ($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
        default: self
        }
    }
}
