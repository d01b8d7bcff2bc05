import PodModel

/// Reads one document of a file. Where the YAML is broken or a line's slip hides what follows, it repairs lines in its
/// own copy, only in order to find the mistakes behind; each repaired line is reported as an error.
struct DocumentReader {
    struct Result {
        /// In the order of the document; nil for an object that can't be used.
        var objects: [DecodedObject?] = []
        var issues: [ManifestIssue] = []
    }

    /// Each round repairs a line, takes a repair back or leaves a line out; a person's file has a few slips at most.
    private static let roundLimit = 32
    /// How many lines are left out before we give up on a document.
    private static let leaveOutLimit = 3
    /// How many lines are tried for one complaint of the YAML parser.
    private static let trialLimit = 24
    /// Repairs parse the document over and over, which is for files that a person writes.
    private static let repairableLines = 2_000

    private let file: String
    private let warnings: ManifestLoader.Warnings
    private let original: SourceDocument
    private var document: SourceDocument
    private var applied: [Int: LineSlip] = [:]
    private var refused: Set<Int> = []
    private var leftOut: Set<Int> = []
    private var issues: [ManifestIssue] = []

    static func read(
        _ document: SourceDocument, file: String, warnings: @escaping ManifestLoader.Warnings
    ) -> Result {
        var reader = DocumentReader(file: file, warnings, document)
        return reader.read()
    }

    private init(file: String, _ warnings: @escaping ManifestLoader.Warnings, _ document: SourceDocument) {
        self.file = file
        self.warnings = warnings
        original = document
        self.document = document
    }

    private mutating func read() -> Result {
        for _ in 0..<Self.roundLimit {
            let tree: SourceNode?
            do throws(SyntaxTrouble) {
                tree = try YAMLComposer.compose(document)
            } catch {
                guard getPast(error) else { return Result(objects: [nil], issues: allIssues(nil)) }
                continue
            }
            guard let tree else { return Result(issues: allIssues(nil)) }
            guard let result = decode(tree) else { continue }
            return result
        }
        add(document.firstLine, "there are more mistakes in this document than were looked for: mend the others first")
        return Result(objects: [nil], issues: allIssues(nil))
    }

    /// - Returns: nil when lines were repaired and the document must be parsed again.
    private mutating func decode(_ tree: SourceNode) -> Result? {
        let decoder = ManifestDecoder(
            file: file, source: document, line: tree.line, isGuess: !leftOut.isEmpty, warnings: warnings)
        var objects = decoder.objects(in: tree)
        if let line = decoder.linesOfUndueMappings.first(where: { applied[$0] != nil }) {
            takeBack(line)
            return nil
        }
        let slips = decoder.slips.filter { applied[$0.key] == nil && !refused.contains($0.key) }
        if !slips.isEmpty, document.lines.count <= Self.repairableLines {
            for (line, slip) in slips { apply(slip, at: line) }
            return nil
        }
        let issues = allIssues(decoder)
        if issues.count > decoder.issues.count { objects = objects.map { _ in nil } }
        return Result(objects: objects, issues: issues)
    }

    /// What was said on the way, the slips, and what the decoder says.
    private func allIssues(_ decoder: ManifestDecoder?) -> [ManifestIssue] {
        let isSecret = holdsSecret
        let slips = applied.merging(decoder?.slips ?? [:]) { first, _ in first }
        let slipIssues = slips.map { line, slip in
            let path = decoder?.lines.path(at: line, of: slip.field)?.description ?? slip.field
            return ManifestIssue(
                .error, .parse, file: file, line: line, fieldPath: path,
                message: isSecret ? slip.discreetMessage : slip.message)
        }
        return issues + Self.withoutRepeatedTabs(slipIssues.sorted { $0.line < $1.line }) + (decoder?.issues ?? [])
    }

    /// A Secret's values are not shown, and in a broken document one can't tell where they are.
    private var holdsSecret: Bool { original.lines.contains { $0.contains("Secret") || $0.contains("stringData") } }

    /// A key as it may be shown: one of a Secret that is none may hold the value.
    private func shown(_ key: String) -> String {
        holdsSecret && !NameRules.configKey(key).isEmpty ? "a key" : key
    }

    /// A file that is indented with tabs has one on each line: said once.
    private static func withoutRepeatedTabs(_ issues: [ManifestIssue]) -> [ManifestIssue] {
        let tabs = issues.filter { $0.message == LineSlip.tabMessage }
        guard tabs.count > 1, var first = tabs.first else { return issues }
        first.fieldPath = ""
        first.message += " (here and on \(tabs.count - 1) more line\(tabs.count > 2 ? "s" : ""))"
        return [first] + issues.filter { $0.message != LineSlip.tabMessage }
    }
}

extension DocumentReader {
    private mutating func apply(_ slip: LineSlip, at line: Int) {
        document.lines[line - document.firstLine] = slip.repaired
        applied[line] = slip
    }

    private mutating func takeBack(_ line: Int) {
        document.lines[line - document.firstLine] = original.lines[line - document.firstLine]
        applied[line] = nil
        refused.insert(line)
    }

    /// Makes the document one that the parser gets further with. Returns whether it did.
    private mutating func getPast(_ trouble: SyntaxTrouble) -> Bool {
        if case .limit = trouble.kind {
            say(trouble)
            return false
        }
        guard document.lines.count <= Self.repairableLines else {
            say(trouble)
            return false
        }
        if case .duplicate(let key) = trouble.kind, renameDuplicate(key, trouble) { return true }
        return repairLine(before: trouble) || leaveOutLine(of: trouble)
    }

    private mutating func renameDuplicate(_ key: String, _ trouble: SyntaxTrouble) -> Bool {
        guard
            let line = DuplicateKey.mark(key, line: trouble.line, column: trouble.column, in: &document)
        else { return false }
        add(line, "\(shown(key)) is already set on line \(trouble.line), and only one can count: remove one of them")
        return true
    }

    /// Repairs the nearest line with a slip whose repair lets the parser get further.
    private mutating func repairLine(before trouble: SyntaxTrouble) -> Bool {
        let last = min(trouble.line - document.firstLine, document.lines.count - 1)
        guard last >= 0 else { return false }
        let insides = BlockTexts.insides(of: document.lines)
        var trials = 0
        for index in (0...last).reversed() where !insides.contains(index) {
            let line = document.firstLine + index
            guard applied[line] == nil, !refused.contains(line), let slip = LineSlip(in: document.lines[index]) else {
                continue
            }
            if slip.message == LineSlip.tabMessage {
                repairTabs(insides)
                return true
            }
            var trial = document
            trial.lines[index] = slip.repaired
            if Self.gets(further: trial, than: trouble) {
                apply(slip, at: line)
                return true
            }
            trials += 1
            if trials == Self.trialLimit { return false }
        }
        return false
    }

    /// One tab rarely comes alone, and mixed indentation helps nobody.
    private mutating func repairTabs(_ insides: Set<Int>) {
        for index in document.lines.indices where !insides.contains(index) {
            let line = document.firstLine + index
            guard applied[line] == nil, let slip = LineSlip(in: document.lines[index]) else { continue }
            if slip.message == LineSlip.tabMessage { apply(slip, at: line) }
        }
    }

    private static func gets(further document: SourceDocument, than trouble: SyntaxTrouble) -> Bool {
        do throws(SyntaxTrouble) {
            _ = try YAMLComposer.compose(document)
            return true
        } catch {
            return (error.line, error.column) > (trouble.line, trouble.column)
        }
    }

    /// Says what is wrong and goes on without that line.
    private mutating func leaveOutLine(of trouble: SyntaxTrouble) -> Bool {
        let line = SyntaxHint(trouble, in: document).line
        // What breaks beside a line that was left out is likely broken because of that.
        if leftOut.isDisjoint(with: (line - 1)...(line + 1)) { say(trouble) }
        guard leftOut.count < Self.leaveOutLimit, leftOut.insert(line).inserted else { return false }
        document.lines[line - document.firstLine] = ""
        applied[line] = nil
        return true
    }

    private mutating func say(_ trouble: SyntaxTrouble) {
        var trouble = trouble
        if case .duplicate(let key) = trouble.kind { trouble.kind = .duplicate(key: shown(key)) }
        let hint = SyntaxHint(trouble, in: document)
        add(hint.line, hint.message)
    }

    private mutating func add(_ line: Int, _ message: String) {
        let issue = ManifestIssue(.error, .parse, file: file, line: line, message: message)
        // The same mistake is met again when a repair is taken back.
        if !issues.contains(issue) { issues.append(issue) }
    }
}
