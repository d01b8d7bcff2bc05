package import PodModel

/// Text to Pods: every mistake of a file with its line, its field and what would be right. Reads no files itself.
package struct ManifestParser: Sendable {
    /// What one file holds.
    package struct Result: Sendable, Equatable {
        /// Defaulted and without an error, under the names that the manifest gives them.
        package var pods: [ParsedPod] = []
        package var objects: [LoadedObject] = []
        /// Sorted by line.
        package var issues: [ManifestIssue] = []
    }

    /// More issues than this help nobody, and a file can be made to have a million.
    private static let issueLimit = 500

    private let file: String
    private let warnings: ManifestLoader.Warnings

    /// - Parameters:
    ///   - file: the name that issues carry.
    ///   - warnings: reported besides our own.
    package init(file: String, warnings: @escaping ManifestLoader.Warnings = { _ in [] }) {
        self.file = file
        self.warnings = warnings
    }

    package func parse(_ text: String) -> Result { parse(Array(text.utf8)) }

    package func parse(_ bytes: [UInt8]) -> Result {
        do throws(SourceText.Trouble) {
            return parse(try SourceText(bytes))
        } catch {
            let issue = ManifestIssue(.error, .parse, file: file, line: error.line, message: error.message)
            return Result(issues: [issue])
        }
    }

    private func parse(_ text: SourceText) -> Result {
        let documents = text.documents
        var result = Result()
        if documents.isEmpty {
            let message = "the file holds no manifest, only comments and blank lines"
            result.issues.append(ManifestIssue(.error, .parse, file: file, message: message))
        }
        var index = 0
        var unread: Int?
        for document in documents {
            guard result.issues.count <= Self.issueLimit else {
                unread = document.firstLine
                break
            }
            let read = read(document)
            result.issues += read.issues
            for object in read.objects {
                if let object { add(object, index, to: &result) }
                index += 1
            }
        }
        result.issues = ManifestIssue.sorted(result.issues)
        limitIssues(&result.issues)
        if let unread {
            let message = "the file was only read up to here: mend the mistakes above first"
            result.issues.append(ManifestIssue(.error, .parse, file: file, line: unread, message: message))
        }
        return result
    }

    private func read(_ document: SourceDocument) -> DocumentReader.Result {
        guard ManifestLook.isLikely(document) else {
            let line = document.firstLine + (document.lines.firstIndex { !$0.trimmed.isEmpty } ?? 0)
            let issue = ManifestIssue(.error, .parse, file: file, line: line, message: ManifestLook.advice)
            return DocumentReader.Result(objects: [nil], issues: [issue])
        }
        return DocumentReader.read(document, file: file, warnings: warnings)
    }

    private func add(_ object: DecodedObject, _ index: Int, to result: inout Result) {
        switch object {
        case .pod(let pod, let node):
            result.pods.append(ParsedPod(pod: pod, documentIndex: index, line: node.line))
        case .config(let kind, let metadata, let data, let node):
            let namespace = metadata.namespace.isEmpty ? "default" : metadata.namespace
            let reference = ConfigReference(kind, namespace: namespace, name: metadata.name)
            result.objects.append(
                LoadedObject(reference: reference, file: file, documentIndex: index, line: node.line, data: data))
        }
    }

    private func limitIssues(_ issues: inout [ManifestIssue]) {
        guard issues.count > Self.issueLimit else { return }
        let left = issues.count - Self.issueLimit
        issues.removeLast(left)
        issues.append(ManifestIssue(.error, .parse, file: file, message: "and \(left) more mistakes"))
    }
}

/// A pod of a manifest without an error.
package struct ParsedPod: Sendable, Equatable {
    package var pod: Pod
    /// Counted from 0 over the file's documents and the items of its lists, including those with errors.
    package var documentIndex: Int
    package var line: Int
}

/// Tells a manifest, however broken, from a file that only lies beside them.
enum ManifestLook {
    static let advice =
        "this is no manifest: nothing in it is called apiVersion, kind, metadata or spec. Every file of a folder of "
        + "manifests is read: move it elsewhere, or begin its name with a dot"

    private static func word(beginningWith byte: UInt8) -> StaticString? {
        switch byte | 0x20 {
        case UInt8(ascii: "a"): "apiversion"
        case UInt8(ascii: "k"): "kind"
        case UInt8(ascii: "m"): "metadata"
        case UInt8(ascii: "s"): "spec"
        default: nil
        }
    }

    private static let separators = Set(" \t{-\"'".utf8)

    static func isLikely(_ document: SourceDocument) -> Bool { document.lines.contains(where: isLikely) }

    /// Whether one of the words is the line's first, or stands before a colon or a quote. By bytes, because every file of
    /// the folder comes by here at every listing, and one may be a log of many megabytes.
    private static func isLikely(_ line: String) -> Bool {
        let bytes = line.utf8
        var isFirst = true
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if let word = word(beginningWith: bytes[index]), let end = end(of: word, in: bytes[index...]) {
                let next = end < bytes.endIndex ? bytes[end] : nil
                if next == UInt8(ascii: ":") || next == UInt8(ascii: "\"") { return true }
                if isFirst, next.map(separators.contains) ?? true { return true }
            }
            isFirst = isFirst && separators.contains(bytes[index])
            bytes.formIndex(after: &index)
        }
        return false
    }

    /// Where the word ends if the text begins with it, in upper or lower case.
    private static func end(of word: StaticString, in text: Substring.UTF8View) -> String.Index? {
        word.withUTF8Buffer { word in
            var index = text.startIndex
            for byte in word {
                guard index < text.endIndex, text[index] | 0x20 == byte else { return nil }
                text.formIndex(after: &index)
            }
            return index
        }
    }
}
