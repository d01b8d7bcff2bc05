import PodModel
import Testing

@Suite struct `A JSON value` {
    @Test func `is written compactly and in order`() {
        let value = JSONValue.object([
            ("z", .int(1)), ("a", .array([.null, .bool(true), .bool(false), .double(0.5)])), ("e", .object([])),
        ])
        #expect(value.text == #"{"z":1,"a":[null,true,false,0.5],"e":{}}"#)
    }

    @Test func `has its texts escaped so that any reader takes them`() {
        let text = "a\"b\\c\n\r\t\u{1}\u{1F}\u{7F}é😀/"
        let written = JSONValue.string(text).text
        #expect(written == #""a\"b\\c\n\r\t\u0001\u001f\u007fé😀/""#)
        #expect(JSONValue(parsing: written) == .string(text))
    }

    @Test func `writes null for a number that JSON does not have`() {
        #expect(JSONValue.array([.double(.nan), .double(.infinity), .double(1e300)]).text == "[null,null,1e+300]")
    }

    @Test func `comes back from its text`() {
        let value = JSONValue.object([
            ("n", .int(.min)), ("d", .double(-2.5e-9)), ("k\n", .object([("x", .array([.string("")]))])),
        ])
        #expect(JSONValue(parsing: value.text) == value)
    }

    @Test func `sorts its objects all the way down`() {
        let value = JSONValue.object([("b", .array([.object([("d", .int(1)), ("c", .int(2))])])), ("a", .null)])
        #expect(value.sorted.text == #"{"a":null,"b":[{"c":2,"d":1}]}"#)
        #expect(value["b"] == .array([.object([("d", .int(1)), ("c", .int(2))])]))
        #expect(value["c"] == nil)
    }

    @Test func `knows when there is nothing in it`() {
        let empty: [JSONValue] = [.null, .bool(false), .int(0), .double(0), .string(""), .array([]), .object([])]
        for value in empty { #expect(value.isEmpty) }
        let full: [JSONValue] = [
            .bool(true), .int(-1), .double(0.1), .string(" "), .array([.null]), .object([("a", .null)]),
        ]
        for value in full { #expect(!value.isEmpty) }
    }
}
