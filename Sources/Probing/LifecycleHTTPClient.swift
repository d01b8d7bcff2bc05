import CurlTransfers
import EventLoops
package import PodModel
import Synchronization

/// Sends the httpGet requests of lifecycle hooks, all of them on one loop thread that begins with the first
/// (kubelet-semantics 3.3; pkg/kubelet/lifecycle/handlers.go and the client in pkg/kubelet/kubelet.go).
///
/// A request is made as an httpGet probe makes it. Any answer is a success. Redirects are followed on the same host only,
/// and the eleventh request is an error. A time-out is only what the caller gives.
package final class LifecycleHTTPClient: Sendable {
    /// As a kubelet of the release whose semantics these are.
    package static let userAgent = "kube-lifecycle/1.35"

    private enum State {
        case new
        case running(LoopThread<LifecycleLoop>, NameResolver)
        case stopped
    }

    private let limit: Int
    private let state = Mutex(State.new)
    private let tags = Atomic<UInt64>(0)

    /// - Parameter limit: requests at a time; half of them may be without a time-out, so that these, which may hang for ever,
    ///   never leave the others without a turn. Further ones wait in order.
    package init(limit: Int = 1_024) {
        precondition(limit > 1, "limit \(limit)")
        self.limit = limit
    }

    deinit { stop() }

    /// Answers within the time-out, or soon after the task was cancelled; without both, when the server does.
    /// - Parameters:
    ///   - ports: of the container, which the action's port may name.
    ///   - podIP: where an action without a host goes to.
    package func get(
        _ action: HTTPGetAction, ports: [ContainerPort], podIP: String, timeoutNanoseconds: Int64? = nil
    ) async -> LifecycleAnswer {
        let call: LifecycleCall
        switch ProbePort.resolve(action.port, in: ports) {
        case .failure(let error): return .failed(error.description)
        case .success(let port):
            call = LifecycleCall(
                action, port: port, podIP: podIP, tag: tags.add(1, ordering: .relaxed).newValue,
                timeoutNanoseconds: timeoutNanoseconds)
        }
        do throws(LifecycleUnable) {
            return await ask(call, try thread())
        } catch {
            return .failed(error.why)
        }
    }

    private func ask(_ call: LifecycleCall, _ thread: LoopThread<LifecycleLoop>) async -> LifecycleAnswer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAsked = thread.post { $0.ask(call) { continuation.resume(returning: $0) } }
                if !isAsked { continuation.resume(returning: .failed(LifecycleLoop.ended)) }
            }
        } onCancel: {
            call.cancel()
            thread.post { $0.cancel(call.tag) }
        }
    }

    private struct LifecycleUnable: Error { var why: String }

    private func thread() throws(LifecycleUnable) -> LoopThread<LifecycleLoop> {
        try state.withLock { state throws(LifecycleUnable) in
            switch state {
            case .running(let thread, _): return thread
            case .stopped: throw LifecycleUnable(why: LifecycleLoop.ended)
            case .new: break
            }
            do {
                let resolver = try NameResolver()
                let thread = try Self.start(resolver, limit)
                state = .running(thread, resolver)
                return thread
            } catch {
                throw LifecycleUnable(why: "podprobe cannot send requests of hooks: \(error)")
            }
        }
    }

    private static func start(_ resolver: NameResolver, _ limit: Int) throws -> LoopThread<LifecycleLoop> {
        let mail = LoopMail<LifecycleLoop>()
        let thread = try LoopThread(name: "hooks") { loop in
            LifecycleLoop(loop, try CurlTransfers(loop: loop), limit: limit) { host, tag in
                resolver.resolve(host) { answer in mail.post { $0.resolved(tag, answer) } }
            }
        }
        mail.connect(thread)
        return thread
    }

    /// Answers everybody and ends the thread; what is asked for later fails.
    package func stop() {
        let before = state.withLock { state in
            defer { state = .stopped }
            return state
        }
        guard case .running(let thread, let resolver) = before else { return }
        thread.post { $0.end() }
        thread.stop()
        resolver.stop()
    }
}

/// What became of a hook's request.
package enum LifecycleAnswer: Sendable, Equatable {
    /// With any status.
    /// - Parameter httpInsteadAt: `host:port` of an HTTPS server that turned out to speak HTTP, and answered so.
    case answered(httpInsteadAt: String?)
    /// For a person: `Get "http://127.0.0.1:80/": dial tcp 127.0.0.1:80: connect: connection refused`.
    case failed(String)
}
