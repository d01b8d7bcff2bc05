/// What one probe, run once, found and how long each part took.
package struct ProbeReport: Sendable, Equatable {
    package struct Phase: Sendable, Equatable {
        /// resolve, connect, tls, processing, transfer or run.
        package var name: String
        package var nanoseconds: Int64

        package init(name: String, nanoseconds: Int64) {
            self.name = name
            self.nanoseconds = nanoseconds
        }
    }
    package var outcome: ProbeOutcome
    /// Only those that happened, in order; over redirects they add up.
    package var phases: [Phase]
    package var totalNanoseconds: Int64
    /// More than one when the handler returned errors (kubelet-semantics 1.7).
    package var attempts: Int

    package init(outcome: ProbeOutcome, phases: [Phase], totalNanoseconds: Int64, attempts: Int) {
        self.outcome = outcome
        self.phases = phases
        self.totalNanoseconds = totalNanoseconds
        self.attempts = attempts
    }

    init(_ result: AttemptResult) {
        let phases = result.phases
        let all = [
            ("resolve", phases.resolveNanoseconds), ("connect", phases.connectNanoseconds),
            ("tls", phases.tlsNanoseconds), ("processing", phases.processingNanoseconds),
            ("transfer", phases.transferNanoseconds), ("run", phases.runNanoseconds),
        ]
        self.init(
            outcome: result.outcome, phases: all.filter { $0.1 > 0 }.map { Phase(name: $0.0, nanoseconds: $0.1) },
            totalNanoseconds: result.durationNanoseconds, attempts: result.tries)
    }
}
