import Testing

@testable import Manifests

@Suite struct `A near miss` {
    static let container = FieldSchema.container.fields
    static let words: [(String, [String], String?)] = [
        ("cntainers", FieldSchema.podSpec.fields, "containers"),
        ("Containers", FieldSchema.podSpec.fields, "containers"),
        ("Resource", container, "resources"), ("image_pull_policy", container, "imagePullPolicy"),
        ("iamge", container, "image"), ("port", container, "ports"), ("cmd", container, "command"),
        ("environment", container, "env"), ("readiness", container, "readinessProbe"),
        ("initialDelay", FieldSchema.probe.fields, "initialDelaySeconds"),
        ("interval", FieldSchema.probe.fields, "periodSeconds"),
        ("colour", container, nil), ("x", container, nil), ("", container, nil), ("termination", container, nil),
        (String(repeating: "a", count: 10_000), container, nil),
    ]

    @Test(arguments: words) func `is the word that was meant`(word: String, words: [String], meant: String?) {
        #expect(Spelling.nearMiss(word, among: words) == meant)
    }
}
