import EventLoops
import Synchronization

/// Runs one probe once on a loop of its own, as the engine would, for `podprobe probe`.
package enum OneShotProbe {
    /// Throws only when podprobe cannot probe at all: no thread, no descriptor, an unusable libcurl.
    /// - Parameter context: the address and the exec environment; the state of its container is not asked for.
    package static func run(
        _ plan: ProbePlan, context: ProbeContext, userAgent: String = ProbeEngineConfiguration.userAgent
    ) async throws -> ProbeReport {
        let commands = try CommandRunner(maximumInFlight: 1)
        let resolver = try NameResolver()
        let mail = LoopMail<OneShotLoop>()
        let transfers = ProbeEngineConfiguration.defaultTransfers
        let thread = try LoopThread(name: "probe") { loop in
            OneShotLoop(
                loop,
                Prober.Services(transfers: try transfers(loop), resolver: resolver, commands: commands) { body in
                    mail.post { body($0.prober) }
                })
        }
        mail.connect(thread)
        defer {
            thread.stop()
            commands.stop()
            resolver.stop()
        }
        return await withCheckedContinuation { continuation in
            let handler = ProbeHandler(plan, userAgent: userAgent)
            thread.post { world in
                world.ask(handler, context, plan.timeoutNanoseconds) { continuation.resume(returning: $0) }
            }
        }
    }
}

/// A loop with one prober and one attempt.
private final class OneShotLoop: AttemptOwner {
    let prober: Prober
    private let loop: EventLoop
    private var answer: ((ProbeReport) -> Void)?

    init(_ loop: EventLoop, _ services: Prober.Services) {
        self.loop = loop
        prober = Prober(loop, services, keepsOutput: true)
        prober.owner = self
    }

    func ask(
        _ handler: ProbeHandler, _ context: ProbeContext, _ timeoutNanoseconds: Int64,
        _ answer: @escaping (ProbeReport) -> Void
    ) {
        self.answer = answer
        let target = ProbeTarget(
            handler, podIP: context.podIP, exec: context.exec, transfers: prober.services.transfers)
        prober.start(prober.reserve(for: 0), target, timeoutNanoseconds: timeoutNanoseconds, at: .now())
    }

    func attemptFinished(_ owner: UInt64, _ result: AttemptResult) {
        answer?(ProbeReport(result))
        answer = nil
    }
}
