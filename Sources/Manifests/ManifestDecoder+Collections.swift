import PodModel

extension ManifestDecoder {
    /// The entries of a list; a single entry without its dash is reported and read all the same.
    /// - Parameter blank: what an entry without anything is read as, so that those after it keep their places.
    func list<Element>(
        _ field: SourceField, _ what: String, blank: Element, _ element: (SourceField) -> Element
    ) -> [Element] {
        let nodes: [SourceNode]
        switch field.node.content {
        case .list(let items): nodes = items
        case .null:
            _ = isUnset(field)
            nodes = []
        case .mapping:
            report(
                .error, .validate, field,
                "expected a list of \(what), found a mapping; begin each entry with a dash: \"- \"")
            nodes = [field.node]
        default:
            mismatch(
                field, expected: "a list of \(what)", right: "begin each entry on a line of its own with a dash: \"- \""
            )
            nodes = []
        }
        return nodes.enumerated().map { index, node in
            let entry = SourceField(name: field.name, node: node, line: node.line, path: field.path.index(index))
            setLine(entry)
            if node.isNull {
                skip(entry, "the entry is empty: write something after the dash, or remove it")
                return blank
            }
            return element(entry)
        }
    }

    /// A list of strings, such as a command.
    func strings(_ field: SourceField) -> [String] {
        if let text = field.node.string {
            let words = text.split(separator: " ").map { String($0).quotedShort }
            let example = words.isEmpty ? "\"sh\", \"-c\", \"…\"" : words.joined(separator: ", ")
            mismatch(
                field, expected: "a list of strings", right: "write \(field.name): [\(example)]")
            return []
        }
        return list(field, "strings", blank: "") { string($0) }
    }

    /// Names and strings, such as labels.
    func stringMap(_ field: SourceField) -> [String: String] {
        var map: [String: String] = [:]
        for entry in entries(field, "names and strings", example: "name: \"value\"") {
            map[entry.name] = string(entry, mayBeEmpty: true)
        }
        return map
    }

    /// Names of resources and amounts.
    func quantities(_ field: SourceField) -> [String: Quantity] {
        var map: [String: Quantity] = [:]
        for entry in entries(field, "resources and amounts", example: "memory: 64Mi") {
            map[entry.name] = quantity(entry)
        }
        return map
    }

    /// The entries of a mapping whose keys are free.
    func entries(_ field: SourceField, _ what: String, example: String) -> [SourceField] {
        switch field.node.content {
        case .mapping(let entries):
            return entries.filter { !$0.key.hasPrefix(DuplicateKey.mark) }.map { entry in
                let path = field.path.key(entry.key)
                let inner = SourceField(name: entry.key, node: entry.value, line: entry.line, path: path)
                setLine(inner)
                return inner
            }
        case .null: _ = isUnset(field)
        case .list(let items) where !items.isEmpty:
            mismatch(field, expected: "a mapping of \(what)", right: "write them without dashes, such as \(example)")
        default:
            mismatch(field, expected: "a mapping of \(what)", right: "write them below it, such as \(example)")
        }
        return []
    }
}
