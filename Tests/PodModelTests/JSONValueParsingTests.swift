import PodModel
import Testing

@Suite struct `JSON that is read` {
    @Test func `gives every kind of value`() {
        let text = #" {"a": [1, -2.5e3, true, false, null], "b": {"c": "d"}, "e": [], "f": {}} "#
        #expect(
            JSONValue(parsing: text)
                == .object([
                    (key: "a", value: .array([.int(1), .double(-2500), .bool(true), .bool(false), .null])),
                    (key: "b", value: .object([(key: "c", value: .string("d"))])),
                    (key: "e", value: .array([])), (key: "f", value: .object([])),
                ]))
    }

    @Test func `understands escapes and pairs of surrogates`() {
        #expect(JSONValue(parsing: #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == .string("\"\\/\u{8}\u{c}\n\r\té😀"))
    }

    @Test func `keeps the largest whole numbers exact`() {
        #expect(JSONValue(parsing: "9223372036854775807") == .int(.max))
        #expect(JSONValue(parsing: "-9223372036854775808") == .int(.min))
        #expect(JSONValue(parsing: "9223372036854775808") == .double(9_223_372_036_854_775_808))
        #expect(JSONValue(parsing: "0") == .int(0))
    }

    @Test(arguments: [
        "", " ", "{", "[1,", "[1,]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "tru", "nul", "01", "1.", ".5", "-",
        "1e", "+1", #""abc"#, "\"\u{1}\"", #""\x""#, #""\u12""#, #""\u+123""#, #""\ud800""#, #""\udc00""#, "1 2",
        "[1]]",
    ])
    func `is nothing but JSON`(text: String) {
        #expect(JSONValue(parsing: text) == nil)
    }

    @Test func `may be nested as deep as any document of ours, and not so deep as to end us`() {
        #expect(JSONValue(parsing: String(repeating: "[", count: 100_000)) == nil)
        let deep = String(repeating: "[", count: 150) + String(repeating: "]", count: 150)
        #expect(JSONValue(parsing: deep) != nil)
    }
}
