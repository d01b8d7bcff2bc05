import Testing

@testable import HTTPServing

@Suite struct `A request's target` {
    @Test(
        arguments: [
            ("/metrics", "/metrics", [:]), ("/a%20b%2Fc", "/a b/c", [:]), ("/a+b", "/a+b", [:]),
            ("/%zz%4", "/%zz%4", [:]),
            ("/m%C3%A4h", "/mäh", [:]), ("/%FF", "/\u{FFFD}", [:]), ("/x?", "/x", [:]), ("?a=1", "", ["a": "1"]),
            ("/x?a=1&b=2", "/x", ["a": "1", "b": "2"]), ("/x?a=1&a=2", "/x", ["a": "1"]),
            ("/x?a&b=", "/x", ["a": "", "b": ""]), ("/x?a=b=c&&d", "/x", ["a": "b=c", "d": ""]),
            ("/x?q=a+b%2B%26?", "/x", ["q": "a b+&?"]), ("/x?collect%5B%5D=kube", "/x", ["collect[]": "kube"]),
            ("/metrics%00evil", "/metrics\u{0}evil", [:]), ("*", "*", [:]), ("", "", [:]),
        ] as [(String, String, [String: String])])
    func `is path and query`(target: String, path: String, query: [String: String]) {
        let parsed = RequestTarget(target)
        #expect(parsed.path == path)
        #expect(parsed.query == query)
    }
}
