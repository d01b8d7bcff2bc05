/// Something that an adapter met and that a person may have to know: one for each change, never one for each line or call.
package struct RuntimeNote: Sendable, Equatable, CustomStringConvertible {
    package enum Level: String, Sendable { case info, warning, error }
    package var level: Level
    package var message: String
    /// "" when it is about no container in particular.
    package var containerID: String

    init(_ level: Level, _ message: String, containerID: String = "") {
        self.level = level
        self.message = message
        self.containerID = containerID
    }
    package var description: String { message }
}
