/// A name that gave no address: a value for whoever probes it.
package struct ResolveError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// Nobody knows the name, or it has no address.
        case notFound
        /// The name service did not answer, or could not.
        case serviceFailed
        /// podprobe itself is short of something, or has too many lookups under way.
        case localTrouble
        /// The resolver was stopped before it had an answer.
        case stopped
    }
    package var host: String
    package var reason: Reason
    /// What the system said: "Name or service not known".
    package var message: String

    package init(host: String, reason: Reason, message: String) {
        self.host = host
        self.reason = reason
        self.message = message
    }

    /// Whether it says nothing about the target (product.md promise 3).
    package var isLocalTrouble: Bool { reason == .localTrouble || reason == .stopped }

    /// "lookup web.example: Name or service not known".
    package var description: String { "lookup \(host): \(message)" }
}
