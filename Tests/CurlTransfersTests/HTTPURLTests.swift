import CurlTransfers
import Testing

@Suite struct `An HTTP URL` {
    @Test(arguments: [
        ("http://127.0.0.1", "http://127.0.0.1:80/"),
        ("HTTP://Example.COM:8080/a?b=c#d", "http://Example.COM:8080/a?b=c"),
        ("https://example.com", "https://example.com:443/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://[::1]/x", "http://[::1]:80/x"),
        ("http://user:pass@host/", "http://host:80/"),
        ("http://host?x=1", "http://host:80/?x=1"),
        ("http://host/a b", "http://host:80/a%20b"),
        ("http://host/%41/ü", "http://host:80/%41/%c3%bc"),
    ]) func `is read from text`(text: String, expected: String) throws {
        let url = try HTTPURL(text)
        #expect(url.description == expected)
        #expect(try HTTPURL(expected) == url)
    }

    @Test func `has an IPv6 host without brackets`() throws {
        #expect(try HTTPURL("http://[fe80::1]:9/").host == "fe80::1")
    }

    @Test(arguments: [
        ("ftp://host/", "scheme \"ftp\""), ("host:8080/x", ""), ("/x", ""), ("", ""), ("http://", ""),
        ("http://host:99999/", ""), ("http://host:x/", ""), ("http://a\u{0}b/", "zero byte"),
        ("http://ho\nst/", ""), ("http://host:0/", "between 1 and 65535"),
    ]) func `says what is wrong with a text that is none`(text: String, part: String) {
        let error = #expect(throws: HTTPURLError.self) { try HTTPURL(text) }
        #expect(error?.description.contains("is not a URL that can be asked: ") == true)
        #expect(error?.description.contains(part) == true)
    }

    @Test(arguments: [
        ("/healthz", "http://10.0.0.1:8080/healthz"),
        ("healthz", "http://10.0.0.1:8080/a/healthz"),
        ("../up", "http://10.0.0.1:8080/up"),
        ("../../../x", "http://10.0.0.1:8080/x"),
        ("./c/./d", "http://10.0.0.1:8080/a/c/d"),
        ("?y=2", "http://10.0.0.1:8080/a/b?y=2"),
        ("//other:9/z", "http://other:9/z"),
        ("https://10.0.0.1/tls", "https://10.0.0.1:443/tls"),
        ("http://10.0.0.1:8081/", "http://10.0.0.1:8081/"),
        ("/x#part", "http://10.0.0.1:8080/x"),
        ("/with space", "http://10.0.0.1:8080/with%20space"),
    ]) func `leads on by a location`(location: String, expected: String) throws {
        let base = HTTPURL(secure: false, host: "10.0.0.1", port: 8080, target: "/a/b?x=1")
        #expect(try base.resolving(location: location).description == expected)
    }

    @Test(arguments: ["http://", "ftp://10.0.0.1/", "http://[broken/"])
    func `refuses a location that leads nowhere`(location: String) {
        let base = HTTPURL(secure: false, host: "10.0.0.1", port: 8080, target: "/")
        #expect(throws: HTTPURLError.self) { try base.resolving(location: location) }
    }
}

@Suite struct `The path of a probe` {
    /// Rows checked by hand against the rules of Go's net/url, which a kubelet's path goes through.
    @Test(arguments: [
        ("/", "/"), ("/healthz", "/healthz"), ("healthz", "/healthz"), ("/a?b=c&d=%20", "/a?b=c&d=%20"), ("/a?", "/a?"),
        ("?a=b", "/?a=b"), ("/a#b", "/a"), ("/a%2Fb", "/a%2Fb"), ("/a/../b", "/a/../b"), ("/a//b", "/a//b"),
        ("http://other:99/x?y=1", "/x?y=1"), ("https://other", "/"), ("//other/x", "/x"), ("///x", "///x"),
        ("/a b", "/a%20b"), ("/ä", "/%C3%A4"), ("/a%20b c", "/a%20b%20c"), ("/a:b", "/a:b"), ("/[x]", "/[x]"),
        ("/!$&'()*+,;=:@-._~", "/!$&'()*+,;=:@-._~"), ("/a\"b", "/a%22b"), ("/a?b c", "/a?b c"), ("/x?a#b?c", "/x?a"),
    ]) func `is taken apart as a URL reference`(path: String, target: String) {
        #expect(HTTPURL.target(ofProbePath: path) == target)
    }

    @Test(arguments: [
        ("/100%", "/100%25"), ("/%zz?a=b", "/%25zz%3Fa=b"), ("/a\nb", "/a%0Ab"), ("1a:b", "/1a:b"),
        (":8080/x", "/:8080/x"),
        ("/a#%", "/a%23%25"), ("mailto:x", "/mailto:x"),
    ]) func `is meant to the letter when it is no reference`(path: String, target: String) {
        #expect(HTTPURL.target(ofProbePath: path) == target)
    }
}
