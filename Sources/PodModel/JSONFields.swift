/// The fields of a JSON object as Kubernetes writes them: absent when empty, in the order of their names.
struct JSONFields {
    private var fields: [String: JSONValue] = [:]

    /// Starts from fields that podprobe keeps without understanding them.
    init(_ others: [String: JSONValue] = [:]) { fields = others }

    subscript(_ name: String) -> JSONValue? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    mutating func set(_ name: String, _ text: String) {
        if !text.isEmpty { fields[name] = .string(text) }
    }
    mutating func set(_ name: String, _ number: some BinaryInteger) {
        if number != 0 { fields[name] = .int(Int64(number)) }
    }
    mutating func set(_ name: String, _ flag: Bool) {
        if flag { fields[name] = .bool(true) }
    }
    mutating func set(_ name: String, _ time: Timestamp?) {
        if let time { fields[name] = .string(time.rfc3339) }
    }
    mutating func set(_ name: String, _ texts: [String]) { set(name, texts.map(JSONValue.string)) }
    mutating func set(_ name: String, _ items: [JSONValue]) {
        if !items.isEmpty { fields[name] = .array(items) }
    }
    mutating func set(_ name: String, _ texts: [String: String]) { set(name, texts.mapValues(JSONValue.string)) }
    mutating func set(_ name: String, _ amounts: [String: Quantity]) {
        set(name, amounts.mapValues { .string($0.canonical) })
    }
    private mutating func set(_ name: String, _ object: [String: JSONValue]) {
        if !object.isEmpty { fields[name] = .fields(object) }
    }

    var value: JSONValue { .fields(fields) }
}
