import Metrics
import Testing

private func text(_ labels: LabelSet) -> String { String(decoding: labels.bytes, as: UTF8.self) }

@Suite struct `Labels` {
    @Test func `keep their order`() {
        #expect(text(LabelSet([("pod", "web"), ("container", "")])) == #"pod="web",container="""#)
        #expect(text(.none) == "")
    }

    @Test func `escape backslash, quote and line feed, and nothing else`() {
        #expect(text(LabelSet([("a", "C:\\dir\"x\"\nend")])) == #"a="C:\\dir\"x\"\nend""#)
        #expect(text(LabelSet([("a", "héllo 🐙")])) == #"a="héllo 🐙""#)
    }

    @Test func `replace control characters, which cut the text for some parsers`() {
        #expect(text(LabelSet([("a", "x\u{0}y\tz\u{7F}\r")])) == "a=\"x\u{FFFD}y\u{FFFD}z\u{FFFD}\u{FFFD}\"")
    }

    @Test func `grow by more labels`() {
        let base = LabelSet([("a", "1")])
        #expect(text(base.with([("b", "2")])) == #"a="1",b="2""#)
        #expect(base.with([]) == base)
        #expect(LabelSet.none.with([("a", "1")]) == base)
    }
}
