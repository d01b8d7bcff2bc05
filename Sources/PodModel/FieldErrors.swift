/// Collects what is wrong with a pod. The rules of each part of a pod are an extension of this, in a file of their own.
struct FieldErrors {
    private(set) var list: [FieldError] = []

    mutating func add(_ kind: FieldError.Kind, _ path: FieldPath, value: String? = nil, _ detail: String) {
        list.append(FieldError(kind, path, value: value, detail))
    }
    mutating func required(_ path: FieldPath, _ detail: String) { add(.required, path, detail) }
    mutating func invalid(_ path: FieldPath, _ value: some CustomStringConvertible, _ detail: String) {
        add(.invalid, path, value: value.description, detail)
    }
    mutating func invalid(_ path: FieldPath, _ value: String, each details: [String]) {
        for detail in details { invalid(path, value, detail) }
    }
    mutating func forbidden(_ path: FieldPath, _ detail: String) { add(.forbidden, path, detail) }
    mutating func duplicate(_ path: FieldPath, _ value: String, _ detail: String) {
        add(.duplicate, path, value: value, detail)
    }

    /// A value that must be one of a few.
    mutating func check(_ path: FieldPath, _ value: String, isOneOf supported: [String]) {
        guard !supported.contains(value) else { return }
        let meant = supported.first { $0.lowercased() == value.lowercased() }
        let values = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        add(
            .notSupported, path, value: value,
            (meant.map { "did you mean \($0)? " } ?? "") + "supported values: \(values)")
    }

    mutating func checkName(_ path: FieldPath, _ name: String, _ rule: (String) -> [String]) {
        if name.isEmpty { required(path, "give it a name") } else { invalid(path, name, each: rule(name)) }
    }
}
