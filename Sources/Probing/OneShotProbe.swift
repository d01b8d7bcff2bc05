/// What one probe, run once, found and how long each part took.
package struct ProbeReport: Sendable, Equatable {
    package struct Phase: Sendable, Equatable {
        /// resolve, connect, tls, processing, transfer, run.
        package var name: String
        package var nanoseconds: Int64
        package init(name: String, nanoseconds: Int64) {
            self.name = name
            self.nanoseconds = nanoseconds
        }
    }
    package var outcome: ProbeOutcome
    /// Only those that happened, in order.
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
}

/// Runs one probe once, for `podprobe probe`.
package enum OneShotProbe {
    /// - Parameter context: the address and the exec environment; its container's state is not asked for.
    package static func run(_ plan: ProbePlan, context: ProbeContext, userAgent: String) async throws -> ProbeReport {
        ProbeReport(outcome: .unknown, phases: [], totalNanoseconds: 0, attempts: 0)
    }
}
