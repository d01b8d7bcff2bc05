import Yams

/// Turns the text of one document into a tree of values with lines; the only place that knows Yams.
///
/// A tree that aliases blow up ("billion laughs") is cut off by `nodeLimit`: an alias shares memory with its anchor
/// until it is walked, and only this walk is counted.
struct YAMLComposer {
    /// A Pod has about a hundred values; two thousand pods in one list still fit.
    static let nodeLimit = 200_000
    /// The deepest field of a Pod (a node affinity's term) stands at depth 12.
    static let depthLimit = 64

    private let document: SourceDocument
    private var nodes = 0

    /// - Returns: nil for a document without any value.
    static func compose(_ document: SourceDocument) throws(SyntaxTrouble) -> SourceNode? {
        var composer = YAMLComposer(document: document)
        let text = JSONEscapes.joinSurrogates(document.text)
        if let unaliased = unaliased(text) {
            // Yams compares all keys of a mapping with each other, and comparing a key that is a tree of aliases
            // can take for ever. Without aliases that takes no time, and shows whether there is such a key.
            let tree = try composer.root(of: unaliased)
            if let tree { try composer.refuseComplexKeys(tree) }
        }
        guard let tree = try composer.root(of: text) else { return nil }
        return try composer.convert(tree, depth: 0)
    }

    private init(document: SourceDocument) { self.document = document }

    private func root(of text: String) throws(SyntaxTrouble) -> Node? {
        do {
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw trouble(error)
        } catch {
            throw SyntaxTrouble(.syntax(problem: "\(error)", context: ""), line: document.firstLine)
        }
    }

    /// The text with every alias `*name` made an anchor `&name` of nothing; nil when there is none.
    private static func unaliased(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        var found = false
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "*") {
            switch bytes[index + 1] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                bytes[index] = UInt8(ascii: "&")
                found = true
            default: break
            }
        }
        return found ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private func refuseComplexKeys(_ node: Node) throws(SyntaxTrouble) {
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                _ = try keyText(key)
                try refuseComplexKeys(value)
            }
        case .sequence(let items): for item in items { try refuseComplexKeys(item) }
        default: break
        }
    }

    private func keyText(_ key: Node) throws(SyntaxTrouble) -> String {
        guard case .scalar(let scalar) = key, !(scalar.string.isEmpty && scalar.style == .plain) else {
            let message = "a field's name must be a plain word, not a list, a mapping, an alias or nothing"
            throw SyntaxTrouble(.key(message), line: line(of: key))
        }
        return scalar.string
    }

    private func limit(_ message: String, at node: Node) -> SyntaxTrouble {
        SyntaxTrouble(.limit(message), line: line(of: node))
    }

    private func line(of node: Node) -> Int { document.fileLine(node.mark?.line ?? 1) }
}

extension YAMLComposer {
    private mutating func convert(_ node: Node, depth: Int) throws(SyntaxTrouble) -> SourceNode {
        nodes += 1
        guard nodes <= Self.nodeLimit else {
            throw limit("more than \(Self.nodeLimit) values (do aliases multiply them?): split the file", at: node)
        }
        guard depth <= Self.depthLimit else {
            throw limit("nested more than \(Self.depthLimit) deep; no field of a Pod is", at: node)
        }
        let line = line(of: node)
        switch node {
        case .scalar(let scalar): return convert(scalar, line: line)
        case .sequence(let sequence):
            var items: [SourceNode] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return SourceNode(content: .list(items), line: line)
        case .mapping(let mapping):
            return SourceNode(content: .mapping(try entries(of: mapping, depth: depth)), line: line)
        case .alias: throw limit("an alias that stands for nothing", at: node)
        }
    }

    private func convert(_ scalar: Node.Scalar, line: Int) -> SourceNode {
        let tag = scalar.tag.description
        // Yams gives quoted scalars the tag of a string, which `!!str` gives a plain one.
        let isString = scalar.style != .plain || tag == "tag:yaml.org,2002:str" && !scalar.string.isEmpty
        let content: SourceNode.Content =
            isString ? .string(scalar.string) : YAMLScalar.content(ofPlain: scalar.string)
        return SourceNode(content: content, line: line, text: scalar.string, isQuoted: scalar.style != .plain)
    }

    /// A mapping's own entries, then those that merge keys (`<<: *base`) add.
    private mutating func entries(of mapping: Node.Mapping, depth: Int) throws(SyntaxTrouble) -> [SourceEntry] {
        var entries: [SourceEntry] = []
        var merged: [SourceEntry] = []
        for (key, value) in mapping {
            let name = try keyText(key)
            let converted = try convert(value, depth: depth + 1)
            if name == "<<", key.scalar?.style == .plain {
                merged += try mergedEntries(converted, key)
            } else {
                entries.append(SourceEntry(key: name, line: line(of: key), value: converted))
            }
        }
        guard !merged.isEmpty else { return entries }
        var seen = Set(entries.map(\.key))
        return entries + merged.filter { seen.insert($0.key).inserted }
    }

    private func mergedEntries(_ value: SourceNode, _ key: Node) throws(SyntaxTrouble) -> [SourceEntry] {
        let sources = value.list ?? [value]
        var all: [SourceEntry] = []
        for source in sources {
            guard let entries = source.mapping else {
                throw SyntaxTrouble(.key("<< can only merge mappings"), line: line(of: key))
            }
            all += entries
        }
        return all
    }
}

extension YAMLComposer {
    private func trouble(_ error: YamlError) -> SyntaxTrouble {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return SyntaxTrouble(
                .syntax(problem: problem, context: context?.text ?? ""), line: document.fileLine(mark.line),
                column: mark.column, contextLine: context.map { document.fileLine($0.mark.line) })
        case .duplicatedKeysInMapping(let keys, let context):
            return SyntaxTrouble(
                .duplicate(key: keys.first ?? ""), line: document.fileLine(context.mark.line),
                column: context.mark.column)
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            return SyntaxTrouble(
                .syntax(problem: problem, context: ""),
                line: document.fileLine(before.count { $0 == "\n" } + 1))
        default:
            return SyntaxTrouble(.syntax(problem: "\(error)", context: ""), line: document.firstLine)
        }
    }
}
