import TestSupport
import Testing

@testable import HTTPServing

@Suite struct `The routes` {
    private let table = RouteTable([
        .get("/metrics") { _ in HTTPReply(200, "") }, .post("/-/reload") { _ in HTTPReply(200, "") },
        .get("/both") { _ in HTTPReply(200, "get") }, .post("/both") { _ in HTTPReply(200, "post") },
    ])

    private func matched(_ method: String, _ path: String) -> String {
        switch table.match(method: method, path: path) {
        case .route(let route): "\(route.method) \(route.path)"
        case .wrongMethod(let allowed): "allowed: \(allowed.joined(separator: ", "))"
        case .unknownPath: "unknown"
        }
    }

    @Test(arguments: [
        ("GET", "/metrics", "GET /metrics"), ("HEAD", "/metrics", "GET /metrics"),
        ("POST", "/metrics", "allowed: GET, HEAD"), ("GET", "/-/reload", "allowed: POST"),
        ("HEAD", "/-/reload", "allowed: POST"), ("POST", "/both", "POST /both"), ("GET", "/both", "GET /both"),
        ("PUT", "/both", "allowed: GET, HEAD, POST"), ("GET", "/metrics/", "unknown"), ("GET", "", "unknown"),
        ("get", "/metrics", "allowed: GET, HEAD"),
    ])
    func `answer by method and path`(method: String, path: String, expected: String) {
        #expect(matched(method, path) == expected)
    }

    @Test func `give strangers no labels of their own`() {
        #expect(table.label(forPath: "/metrics") == "/metrics")
        #expect(table.label(forPath: "/metrics/1234") == "other")
    }

    @Test(.inAProcessOfItsOwn) func `are one for each method and path, in a process of its own`() async {
        await #expect(processExitsWith: .failure) { _ = RouteTable([quick, quick]) }
    }
}
