import EventLoops
import Metrics
import PodModel
import Runtimes

/// Looking at the runtime: every second, and at once when something was done to it or it says so itself.
extension Supervisor {
    struct RelistState {
        var isUnderWay = false
        /// Asked for while one was under way: what happened meanwhile may be missing in its answer.
        var again = false
        var begunAt: MonotonicTime?
        var isFailing = false
        var knowsVersion = false
    }

    /// A flood of hints becomes no more relists than this.
    private static let leastSpacingNanoseconds: Int64 = 20_000_000

    func tick() async {
        var due = clock.now().monotonic
        while !Task.isCancelled {
            relistSoon()
            let begun = clock.now()
            handle(.housekeeping)
            retryWrites()
            let end = clock.now()
            metrics.loops.note(.housekeeping, nanoseconds: end.monotonic - begun.monotonic, at: end)
            due = max(due, end.monotonic) + Int64(configuration.relistSeconds * 1e9)
            do { try await clock.sleep(until: due) } catch { return }
        }
    }

    func followRuntime() async {
        for await event in runtime.events {
            if case .relist = event { metrics.runtime.reconnects.series([runtime.name]).add() }
            relistSoon()
        }
    }

    func relistSoon() {
        guard !relist.isUnderWay else {
            relist.again = true
            return
        }
        relist.isUnderWay = true
        Task { await self.relistNow() }
    }

    private func relistNow() async {
        if let begun = relist.begunAt {
            try? await clock.sleep(until: begun + Self.leastSpacingNanoseconds)
        }
        relist.again = false
        let begun = clock.now()
        let interval = relist.begunAt.map { begun.monotonic - $0 }
        relist.begunAt = begun.monotonic
        let answer = await ask(serial: beginRelist(), begun.monotonic)
        let end = clock.now()
        relist.isUnderWay = false
        var failure: RuntimeError?
        switch answer {
        case .success(let found):
            metrics.node.note(found)
            handle(.relisted(found))
            metrics.node.note(backingOff: backingOff)
        case .failure(let error): failure = error
        }
        metrics.loops.noteRelist(
            nanoseconds: end.monotonic - begun.monotonic, interval: interval, at: end, failure)
        noteReachability(failure)
        if relist.again { relistSoon() }
    }

    private func ask(serial: UInt64, _ begunAt: MonotonicTime) async -> Result<RuntimeRelist, RuntimeError> {
        let runtime = runtime
        do throws(RuntimeError) {
            return .success(
                try await runner.limited(to: runner.timeoutNanoseconds, "list") { () throws(RuntimeError) in
                    // Containers last: one that is listed has its sandbox in the list, too.
                    let sandboxes = try await runtime.listPodSandboxes()
                    let containers = try await runtime.listContainers()
                    return RuntimeRelist(
                        serial: serial, begunAt: begunAt, sandboxes: sandboxes, containers: containers)
                })
        } catch {
            return .failure(error)
        }
    }

    private func noteReachability(_ error: RuntimeError?) {
        if let error, !relist.isFailing {
            log(
                SupervisionLog(
                    .error,
                    "The \(runtime.name) runtime does not answer: \(error.message). Probes go on; nothing is started or "
                        + "restarted until it answers. Asked again every \(configuration.relistSeconds) s."))
        } else if error == nil, relist.isFailing {
            log(SupervisionLog(.info, "The \(runtime.name) runtime answers again."))
        }
        relist.isFailing = error != nil
        if error == nil, !relist.knowsVersion {
            relist.knowsVersion = true
            Task { if let version = try? await runtime.version() { box.publish(runtimeVersion: version) } }
        }
    }
}
