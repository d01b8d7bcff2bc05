package import PodModel
package import Probing

/// What a probe of the simulation asks.
package struct ProbeQuestion {
    package var key: ProbeKey
    package var containerID: String
    /// Seconds of virtual time.
    package var seconds: Double
}

/// What the target does about it.
package struct ProbeReply {
    package var outcome: ProbeOutcome
    /// Seconds until the outcome is known; the prober's own timeout comes first.
    package var latency: Double

    package init(_ outcome: ProbeOutcome, after latency: Double = 0) {
        self.outcome = outcome
        self.latency = latency
    }

    package static let success = ProbeReply(.success(output: "ok"))
    package static let failure = ProbeReply(.failure(.httpStatus, output: "HTTP probe failed with statuscode: 500"))
    package static let error = ProbeReply(.error(.adapter, message: "no such port"))
    /// Never answers.
    package static let silence = ProbeReply(.success(output: ""), after: .infinity)

    package var isSuccess: Bool {
        switch outcome {
        case .success, .warning: latency.isFinite
        default: false
        }
    }
}

/// How the containers of a simulated node answer their probes.
package final class SimulatedNetwork {
    /// Of everything that has no answer of its own.
    package var answer: (ProbeQuestion) -> ProbeReply = { _ in .success }
    private var answers: [String: (ProbeQuestion) -> ProbeReply] = [:]

    package init() {}

    /// The answer of one container, of that name in whatever pod, to one kind of probe.
    package func answer(_ container: String, _ type: ProbeType, _ answer: @escaping (ProbeQuestion) -> ProbeReply) {
        answers["\(container) \(type.rawValue)"] = answer
    }

    func reply(to question: ProbeQuestion) -> ProbeReply {
        if answers.isEmpty { return answer(question) }
        return (answers["\(question.key.container) \(question.key.type.rawValue)"] ?? answer)(question)
    }
}
