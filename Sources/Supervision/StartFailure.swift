import EventLoops

/// Why the newest attempt to start a container came to nothing; the container is Waiting with it (kubelet-semantics
/// 3.6). Set and cleared by attempts to start only.
package struct StartFailure: Sendable, Equatable {
    package var reason: String
    package var message: String
    /// No earlier than this is the start tried again; nil where the back-off decides.
    var retryAt: MonotonicTime?
    /// Of the instance that was to be made.
    var attempt: Int32

    static let crashLoopBackOff = "CrashLoopBackOff"
    static let configError = "CreateContainerConfigError"
}
