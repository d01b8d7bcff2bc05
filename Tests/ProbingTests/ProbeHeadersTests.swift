import PodModel
import Testing

@testable import Probing

private func sent(_ listed: (String, String)...) -> [String] {
    ProbeHeaders(listed.map { HTTPHeader(name: $0, value: $1) }, userAgent: "kube-probe/1.35").fields
        .map { "\($0.name): \($0.value)" }.sorted()
}

@Suite struct `A probe's headers` {
    @Test func `P13 are Accept, Connection and User-Agent when none are listed`() {
        #expect(sent() == ["Accept: */*", "Connection: close", "User-Agent: kube-probe/1.35"])
    }

    @Test func `are added in canonical spelling, repeats and all`() {
        #expect(
            sent(("x-one", "1"), ("X-ONE", "2")) == [
                "Accept: */*", "Connection: close", "User-Agent: kube-probe/1.35", "X-One: 1", "X-One: 2",
            ])
    }

    @Test func `leave out User-Agent and Accept that are listed as empty`() {
        #expect(sent(("user-agent", ""), ("accept", "")) == ["Connection: close"])
    }

    @Test func `replace the defaults by what is listed`() {
        #expect(
            sent(("User-Agent", "me"), ("Accept", "text/plain"), ("Connection", "Close"))
                == ["Accept: text/plain", "Connection: Close", "User-Agent: me"])
    }

    @Test func `send an empty value of any other header`() {
        #expect(sent(("X-Empty", " ")).contains("X-Empty: "))
    }

    @Test func `take the first Host as authority and never send it as a field, nor what describes a body`() {
        let listed = [
            ("hOST", "a.example"), ("Host", "b.example"), ("Content-Length", "3"), ("Transfer-Encoding", "x"),
        ]
        let headers = ProbeHeaders(listed.map { HTTPHeader(name: $0, value: $1) }, userAgent: "")
        #expect(headers.host == "a.example")
        #expect(headers.fields.map(\.name) == ["Accept", "Connection"])
    }

    @Test(arguments: ["a\r\nInjected: 1", "a\nb", "\u{7F}", "nul\0"])
    func `refuse a value that would break the request`(value: String) {
        let headers = ProbeHeaders([HTTPHeader(name: "x-a", value: value)], userAgent: "")
        #expect(headers.mistake == "net/http: invalid header field value for \"X-A\"")
        #expect(ProbeHeaders([HTTPHeader(name: "x-a", value: "tab\tis fine, ü too")], userAgent: "").mistake == nil)
    }
}
