import HTTPServing
import Synchronization

/// Whether podprobe does its job at the moment, for `/-/ready` and `/readyz`.
final class Readiness: Sendable {
    enum State: String { case starting, ready, stopping }

    private let state = Mutex(State.starting)

    func become(_ new: State) { state.withLock { $0 = new } }

    func answer(yes text: String) -> HTTPReply {
        switch state.withLock({ $0 }) {
        case .ready: HTTPReply(200, text)
        case .starting: HTTPReply(503, "podprobe is starting: the manifests are not read yet.\n")
        case .stopping: HTTPReply(503, "podprobe is stopping its pods.\n")
        }
    }
}
