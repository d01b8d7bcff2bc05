import PodModel
import Testing

@Suite struct `An expansion` {
    private let variables = ["A": "a", "B": "$(A)", "EMPTY": "", "a b": "blank", "$(A": "odd"]

    private func expand(_ text: String) -> String { Expansion.expand(text) { variables[$0] } }

    // Looked up: doExpansionTest in third_party/forked/golang/expansion/expand_test.go wants $$ to become $, and seven
    // of them before a known name $$$ and its value; $A, ${A}, $( and a last $ stay.
    @Test(arguments: [
        ("$$(A)", "$(A)"), ("$(A", "$(A"), ("$A", "$A"), ("${A}", "${A}"), ("$()", "$()"),
    ]) func `E02 leaves escapes and what is no reference as they are`(text: String, result: String) {
        #expect(expand(text) == result)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("$(A)", "a"), ("x$(A)y$(A)z", "xayaz"), ("$(B)", "$(A)"), ("$(EMPTY)", ""),
        ("$(C)", "$(C)"), ("$(C)$(A)", "$(C)a"), ("$$$(A)", "$a"), ("$$$$(A)", "$$(A)"), ("$$", "$"), ("$$$", "$$"),
        ("$", "$"), ("a$", "a$"), ("$x$", "$x$"), ("$(a b)", "blank"), ("$((A))", "$((A))"), ("$(A)$(", "a$("),
        ("$($(A)", "odd"), ("$(A)$(B", "a$(B"), ("é$(A)é", "éaé"), ("$(A$$", "$(A$"), ("$ (A)", "$ (A)"),
    ]) func `replaces what is known, once, and nothing else`(text: String, result: String) {
        #expect(expand(text) == result)
    }

    @Test func `goes through a text of openers without a closer in one pass`() {
        let text = String(repeating: "$(", count: 200_000)
        #expect(expand(text) == text)
    }
}
