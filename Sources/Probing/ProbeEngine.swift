import EventLoops

/// Runs every probe on time, each on one loop thread for life, and says when an answer changes.
///
/// Every call returns at once and may come from any thread; calls about the same key are carried out in their order.
package final class ProbeEngine: Sendable {
    private let loops: [LoopThread<ProbeLoop>]
    private let commands: CommandRunner
    private let resolver: NameResolver
    private let userAgent: String

    /// - Parameter notify: called on a loop's thread, so it must not wait.
    package init(
        _ configuration: ProbeEngineConfiguration, metrics: ProbeMetrics,
        notify: @escaping @Sendable (ProbeNotice) -> Void
    ) throws {
        let commands = try CommandRunner(maximumInFlight: configuration.execLimit)
        let resolver = try NameResolver()
        let settings = ProbeLoop.Settings(
            agentStart: configuration.agentStart, limit: configuration.limitPerLoop, metrics: metrics, notify: notify)
        let makeTransfers = configuration.transfers
        loops = try (0..<configuration.loopCount).map { number in
            let mail = LoopMail<ProbeLoop>()
            let thread = try LoopThread(name: "probe-\(number)") { loop in
                let services = Prober.Services(
                    transfers: try makeTransfers(loop), resolver: resolver, commands: commands
                ) { body in mail.post { body($0.prober) } }
                return ProbeLoop(loop, services, settings)
            }
            mail.connect(thread)
            metrics.attach(thread.name, thread.statistics)
            return thread
        }
        self.commands = commands
        self.resolver = resolver
        userAgent = configuration.userAgent
        metrics.setLimits(sockets: settings.limit * configuration.loopCount, exec: configuration.execLimit)
    }

    deinit { stop() }

    /// Starts a worker. A second one with the same key replaces the first.
    package func add(_ plan: ProbePlan, context: ProbeContext) {
        let handler = ProbeHandler(plan, userAgent: userAgent)
        loop(plan.key).post { $0.add(plan, handler, context) }
    }

    /// Tells the worker what is now published of its container.
    package func update(_ key: ProbeKey, _ context: ProbeContext) {
        loop(key).post { $0.update(key, context) }
    }

    /// Asks for an evaluation at once; readiness only (kubelet-semantics 2.1.4).
    package func trigger(_ key: ProbeKey) {
        loop(key).post { $0.trigger(key) }
    }

    /// Ends the worker without a notice; an attempt in flight is given up.
    package func remove(_ key: ProbeKey) {
        loop(key).post { $0.remove(key) }
    }

    /// Ends every worker and joins the threads. Not for a loop's thread.
    package func stop() {
        for loop in loops { loop.stop() }
        commands.stop()
        resolver.stop()
    }

    /// The high bits: the low ones decide the phase, and a loop shall have all phases.
    private func loop(_ key: ProbeKey) -> LoopThread<ProbeLoop> {
        loops[Int((key.phase >> 32) % UInt64(loops.count))]
    }
}
