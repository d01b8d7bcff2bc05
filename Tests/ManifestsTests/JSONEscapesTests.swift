import Testing

@testable import Manifests

@Suite struct `Pairs of escapes in JSON` {
    @Test func `become one`() {
        #expect(
            JSONEscapes.joinSurrogates(#"{"a": "\ud83d\ude00 \\ud83d\ude00"}"#) == #"{"a": "\U0001f600 \\ud83d\ude00"}"#
        )
    }

    @Test func `are let be in YAML, where they mean themselves`() {
        #expect(JSONEscapes.joinSurrogates(#"a: '\ud83d\ude00'"#) == #"a: '\ud83d\ude00'"#)
    }
}
