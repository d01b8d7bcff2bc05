import EventLoops
import PodModel
import Runtimes

/// What is kept of a pod over podprobe's own restarts, and how it is taken up again.
extension PodMachine {
    func state(now: Moment) -> PodState {
        var state = PodState(
            uid: uid, namespace: pod.metadata.namespace, name: pod.metadata.name, createdAt: createdAt)
        state.generation = generation
        state.status = status
        state.demand = pod.demand
        state.attempts = attempts.merging(attemptsUnderWay, uniquingKeysWith: max)
        state.backOff = backOff.entries.map { key, entry in
            PodState.BackOffState(
                container: key.container, specHash: key.specHash, delayNanoseconds: entry.delayNanoseconds,
                stampedAt: now.wall(at: entry.stampedAt))
        }.sorted { ($0.container, $0.specHash) < ($1.container, $1.specHash) }
        state.results = results.entries.map { slot, entry in
            PodState.ResultState(
                container: slot.container, type: slot.type, containerID: entry.containerID, result: entry.result)
        }.sorted { ($0.container, $0.type) < ($1.container, $1.type) }
        return state
    }

    /// Of starts that are about to be asked for or have not come back.
    private var attemptsUnderWay: [String: Int32] {
        var under: [String: Int32] = [:]
        for case .launch(_, let config) in queue { under[config.name] = config.attempt }
        for flight in flights.values {
            if case .startContainer(let config, _) = flight.operation { under[config.name] = config.attempt }
        }
        return under
    }

    mutating func restore(_ state: PodState, now: Moment) {
        status = state.status
        status.observedGeneration = state.generation
        attempts = state.attempts
        // The number of a restart is on disk before its instance is shown, and a count never goes down.
        for index in status.containerStatuses.indices { status.containerStatuses[index].raise(attempts) }
        for index in status.initContainerStatuses.indices { status.initContainerStatuses[index].raise(attempts) }
        hasReportedStart = true
        if status.startTime == nil { status.startTime = now.wall }
        for one in state.backOff {
            let key = BackOff.Key(container: one.container, specHash: one.specHash)
            backOff.entries[key] = BackOff.Entry(
                delayNanoseconds: one.delayNanoseconds, stampedAt: now.monotonic(at: one.stampedAt))
        }
        // What a liveness probe said before is asked again: only its failures matter, and those were acted on.
        for one in state.results where one.type != .liveness {
            results.set(ProbeSlot(one.container, one.type), one.containerID, one.result)
        }
    }
}

extension ContainerStatus {
    fileprivate mutating func raise(_ attempts: [String: Int32]) {
        restartCount = max(restartCount, attempts[name] ?? 0)
    }
}

extension Moment {
    /// The wall time of a monotonic time, by today's difference of the clocks.
    fileprivate func wall(at time: MonotonicTime) -> Timestamp {
        Timestamp(nanoseconds: wall.nanoseconds + (time - monotonic))
    }

    /// The other way; what lies in the future because the wall was set back counts as now.
    func monotonic(at time: Timestamp) -> MonotonicTime {
        monotonic + min(0, time.nanoseconds - wall.nanoseconds)
    }
}
