/// One line for the log: something changed, or could not be done. Never one line for each probe.
package struct SupervisionLog: Sendable, Equatable {
    package enum Level: Sendable { case debug, info, warning, error }
    package var level: Level
    package var message: String
    /// `<namespace>/<name>`; nil when the line is about the node.
    package var pod: String?
    package var container: String?

    package init(_ level: Level, _ message: String, pod: String? = nil, container: String? = nil) {
        self.level = level
        self.message = message
        self.pod = pod
        self.container = container
    }
}
