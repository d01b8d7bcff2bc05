import EventLoops
import Glibc

extension Prober: DescriptorHandler {
    /// Begins to connect and to nothing else: a tcpSocket probe sends nothing (kubelet-semantics 1.4).
    func connectTCP(_ attempt: Attempt, port: UInt16) {
        do throws(SystemError) {
            let begun = try Socket.connectTCP(to: attempt.address, port: port, linger0: true)
            attempt.connectWasSlow = begun.callNanoseconds > Socket.slowConnectNanoseconds
            if begun.isConnected { return connected(attempt) }
            let socket = begun.take()
            // On this machine the handshake is over when connect returns, so one look saves two calls and a sleep.
            if let code = Self.connectResult(socket.number) { return settle(attempt, code) }
            attempt.stage = .connecting(try loop.watch(socket.number, [.write, .edge], self, tag: attempt.tag))
            attempt.socket = consume socket
            setDeadline(attempt)
        } catch {
            connectFailed(attempt, error)
        }
    }

    func descriptorReady(_ tag: UInt64, _ events: Readiness) {
        guard let attempt = attempt(tag), case .connecting(let watch) = attempt.stage else { return }
        connectEnded(attempt, watch)
    }

    private func connectEnded(_ attempt: Attempt, _ watch: WatchID) {
        let code = Socket.error(attempt.socket?.number ?? -1)
        closeSocket(attempt, watch)
        settle(attempt, code)
    }

    private func settle(_ attempt: Attempt, _ code: Int32) {
        if code == 0 { connected(attempt) } else { connectFailed(attempt, SystemError("connect", code)) }
    }

    /// How a connect has ended, as an errno or 0; nil while it has not.
    private static func connectResult(_ fd: Int32) -> Int32? {
        var look = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
        guard poll(&look, 1, 0) > 0 else { return nil }
        return look.revents & Int16(POLLERR | POLLHUP) == 0 ? 0 : Socket.error(fd)
    }

    /// By a reset, which leaves nothing behind on either side.
    func closeSocket(_ attempt: Attempt, _ watch: WatchID) {
        loop.unwatch(watch)
        attempt.socket = nil
    }

    private func connected(_ attempt: Attempt) {
        attempt.phases.connectNanoseconds += now(after: attempt.tryStartedAt) - attempt.tryStartedAt
        finish(attempt, .success(output: ""))
    }

    private func connectFailed(_ attempt: Attempt, _ error: SystemError) {
        if error.isLocalTrouble { return finish(attempt, .inconclusive(error.description)) }
        if let next = attempt.otherAddresses.popFirst(), let target = attempt.target {
            if attempt.isOverdue { return timedOut(attempt, connectTimeout(attempt)) }
            return connect(attempt, target, to: next)
        }
        let message = "dial tcp \(endpoint(attempt)): \(error.call): \(error.message.lowercased())"
        switch error.errno {
        case ECONNREFUSED: finish(attempt, .failure(.refused, output: message))
        case ETIMEDOUT: finish(attempt, slowConnect(attempt) ?? .failure(.timeout, output: message))
        case ECONNRESET, EPIPE: finish(attempt, .failure(.protocol, output: message))
        default: finish(attempt, slowConnect(attempt) ?? .failure(.unreachable, output: message))
        }
    }

    /// The deadline: what the kernel knows by now still counts. nil when the connect had ended and is dealt with.
    func connectTimedOut(_ attempt: Attempt, _ watch: WatchID) -> ProbeOutcome? {
        if let code = Self.connectResult(attempt.socket?.number ?? -1) {
            closeSocket(attempt, watch)
            settle(attempt, code)
            return nil
        }
        closeSocket(attempt, watch)
        return connectTimeout(attempt)
    }

    private func connectTimeout(_ attempt: Attempt) -> ProbeOutcome {
        slowConnect(attempt) ?? .failure(.timeout, output: "dial tcp \(endpoint(attempt)): i/o timeout")
    }

    /// A `connect` that searched for a port for long says that podprobe ran out of them (engine-measurements 3).
    private func slowConnect(_ attempt: Attempt) -> ProbeOutcome? {
        guard attempt.connectWasSlow else { return nil }
        return .inconclusive(
            "connect to \(endpoint(attempt)) itself took over 1 ms: the ports for this target are used up, or the machine "
                + "is overloaded")
    }

    private func endpoint(_ attempt: Attempt) -> String {
        guard case .tcp(_, let port) = attempt.target?.way else { return attempt.address.description }
        return Endpoint.text(attempt.address.description, port)
    }
}
