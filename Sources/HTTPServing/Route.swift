/// What the server answers at one path.
package struct Route: Sendable {
    /// Who answers. Later kinds of answers (a stream that goes on, a connection taken over) are further cases.
    enum Answer: Sendable {
        /// On the server thread: must be quick and must not wait.
        case now(@Sendable (HTTPRequest) -> HTTPReply)
        /// Away from it; the connection sleeps until the answer is there.
        case later(@Sendable (HTTPRequest) async -> HTTPReply)
    }

    package let method: String
    package let path: String
    let answer: Answer

    /// Answers GET and HEAD on the server thread; every other request waits meanwhile.
    package static func get(_ path: String, _ answer: @escaping @Sendable (HTTPRequest) -> HTTPReply) -> Route {
        Route(method: "GET", path: path, answer: .now(answer))
    }

    /// Answers GET and HEAD away from the server thread: for what takes milliseconds, as a big exposition does.
    package static func get(
        _ path: String, later answer: @escaping @Sendable (HTTPRequest) async -> HTTPReply
    ) -> Route {
        Route(method: "GET", path: path, answer: .later(answer))
    }

    /// Answers POST, whose body is complete by then, away from the server thread.
    package static func post(
        _ path: String, later answer: @escaping @Sendable (HTTPRequest) async -> HTTPReply
    ) -> Route {
        Route(method: "POST", path: path, answer: .later(answer))
    }
}
