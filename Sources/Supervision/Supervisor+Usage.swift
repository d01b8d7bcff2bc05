import EventLoops
import PodModel
import Runtimes

/// What the containers use.
extension Supervisor {
    func collectUsage() async {
        while !Task.isCancelled {
            await collectOnce()
            let due = clock.now().monotonic + Int64(configuration.statsSeconds * 1e9)
            do { try await clock.sleep(until: due) } catch { return }
        }
    }

    private func collectOnce() async {
        let begun = clock.now().monotonic
        var failure: RuntimeError?
        let runtime = runtime
        do throws(RuntimeError) {
            let usage = try await runner.limited(to: runner.timeoutNanoseconds, "stats") { () throws(RuntimeError) in
                try await runtime.stats()
            }
            box.publish(usage: usage)
        } catch {
            failure = error
            box.publish(usage: nil)
        }
        let end = clock.now()
        metrics.loops.noteStats(nanoseconds: end.monotonic - begun, at: end, failure)
        if let failure, !statsFail {
            log(
                SupervisionLog(
                    .warning,
                    "Usage of the containers could not be read: \(failure.message). The newest numbers stay; tried "
                        + "again every \(configuration.statsSeconds) s."))
        } else if failure == nil, statsFail {
            log(SupervisionLog(.info, "Usage of the containers is read again."))
        }
        statsFail = failure != nil
    }
}
