import Manifests
import Testing

@Suite struct `A manifest that was mutated at random` {
    private static let pieces = [
        "\n", " ", "  ", "\t", ":", ": ", "-", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "&a ", "*a", "<<: *a",
        "#",
        "---\n", "...\n", "? ", "!!int ", "%", "@", "`", "\\", "\u{0}", "é", "\u{E000}", "null", "~", "yes", "1e9",
        "kind: Pod", "kind: List\nitems:\n- ", "containers:", "name:", "port:80", "-name: x", ",", "\r\n",
    ]

    /// Some mutations of one good manifest: pieces put in, cut out, doubled, lines moved.
    private static func mutate(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 0...40, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: at)
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// It must neither trap nor hang, and a pod must not come out of a document with an error.
    @Test(.timeLimit(.minutes(5)), arguments: 0..<8) func `is read or refused, and nothing worse`(part: Int) async {
        var random = SeededGenerator(seed: UInt64(part + 1))
        var withoutPod = 0
        for round in 0..<120 {
            // The tests that wait for real folders need a thread now and then.
            await Task.yield()
            let text = Self.mutate(GoodManifest.all[round % GoodManifest.all.count], &random)
            let result = ManifestParser(file: "f").parse(text)
            let errors = result.issues.filter { $0.severity == .error }
            if result.pods.isEmpty {
                withoutPod += 1
                #expect(!result.issues.isEmpty || !result.objects.isEmpty, "seed \(part), round \(round): \(text)")
            }
            #expect(errors.allSatisfy { $0.line >= 0 && !$0.message.isEmpty })
            // The same text gives the same answer.
            if round % 50 == 0 { #expect(ManifestParser(file: "f").parse(text) == result) }
        }
        #expect((1..<120).contains(withoutPod), "the mutations are too mild or too wild to test anything")
    }
}
