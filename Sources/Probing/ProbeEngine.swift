package import EventLoops

/// How many threads and how much at once.
package struct ProbeEngineConfiguration: Sendable {
    /// Probe loop threads; 0 chooses max(1, min(4, cores / 2)).
    package var loops = 0
    /// Attempts in flight over all loops, exec apart; 0 chooses what the descriptor limit allows.
    package var maximumInFlight = 0
    /// Exec probes in flight; 0 chooses a few for each core.
    package var execInFlight = 0
    package var userAgent = "kube-probe/1.35"
    /// When the agent started: probes created within their first period after it wait for their phase.
    package var agentStart: MonotonicTime

    package init(agentStart: MonotonicTime) { self.agentStart = agentStart }
}

/// Runs every probe on time, each on one loop thread for life, and says when an answer changes.
package final class ProbeEngine: Sendable {
    package init(
        _ configuration: ProbeEngineConfiguration, metrics: ProbeMetrics,
        notify: @escaping @Sendable (ProbeNotice) -> Void
    ) throws {}

    /// Starts a worker. A second one with the same key replaces the first.
    package func add(_ plan: ProbePlan, context: ProbeContext) {}
    /// Tells the worker what is now published of its container.
    package func update(_ key: ProbeKey, _ context: ProbeContext) {}
    /// Asks for an evaluation at once; readiness only (kubelet-semantics 2.1.4).
    package func trigger(_ key: ProbeKey) {}
    /// Ends the worker without a notice; an attempt in flight is given up.
    package func remove(_ key: ProbeKey) {}
    /// Ends every worker and joins the threads.
    package func stop() {}
}
