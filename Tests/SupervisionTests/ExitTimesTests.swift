import EventLoops
import PodModel
import Runtimes
import Testing

@testable import Supervision

private func moment(_ seconds: Int64, wallAhead: Int64 = 1_000) -> Moment {
    Moment(
        wall: Timestamp(nanoseconds: (seconds + wallAhead) * 1_000_000_000),
        monotonic: MonotonicTime(nanoseconds: seconds * 1_000_000_000))
}

private func view(_ state: ContainerRecord.State, finishedAt: Int64? = nil) -> PodView {
    var record = ContainerRecord(
        id: "c1", sandboxID: "s", podUID: "u", podName: "p", podNamespace: "n", name: "main", attempt: 0, specHash: "",
        state: state, createdAt: Timestamp(nanoseconds: 0))
    record.finishedAt = finishedAt.map { Timestamp(nanoseconds: $0 * 1_000_000_000) }
    return PodView(containers: [record])
}

private func seconds(_ time: MonotonicTime?) -> Int64? { time.map { $0.nanoseconds / 1_000_000_000 } }

@Suite struct `A container's end on the monotonic clock` {
    private func end(seenRunningAt: Int64?, seenExitedAt: Int64, finishedAt: Int64, wallAhead: Int64 = 1_000) -> Int64?
    {
        var times = ExitTimes()
        if let at = seenRunningAt { times.observe(view(.running), begunAt: moment(at).monotonic, now: moment(at)) }
        let now = moment(seenExitedAt, wallAhead: wallAhead)
        times.observe(view(.exited, finishedAt: finishedAt), begunAt: now.monotonic, now: now)
        return seconds(times.ended("c1"))
    }

    @Test func `is what the runtime's wall time says while the clocks agree`() {
        #expect(end(seenRunningAt: 50, seenExitedAt: 60, finishedAt: 1_055) == 55)
        #expect(end(seenRunningAt: nil, seenExitedAt: 60, finishedAt: 1_010) == 10)
    }

    @Test func `is not before it was last seen running when the wall was set forward`() {
        #expect(end(seenRunningAt: 59, seenExitedAt: 60, finishedAt: 1_059, wallAhead: 9_000) == 59)
    }

    @Test func `is not before an old look found it running, though nothing else is believed of that look`() {
        var times = ExitTimes()
        times.observe(view(.running), begunAt: moment(10).monotonic, now: moment(10))
        times.observeAlive(view(.running), begunAt: moment(58).monotonic)
        times.observeAlive(view(.running), begunAt: moment(20).monotonic)
        let now = moment(60, wallAhead: 9_000)
        times.observe(view(.exited, finishedAt: 1_059), begunAt: now.monotonic, now: now)
        #expect(seconds(times.ended("c1")) == 58)
        times.observeAlive(view(.running), begunAt: moment(59).monotonic)
        #expect(seconds(times.ended("c1")) == 59, "the look at 59 was answered after that at 60")
    }

    @Test func `is not in the future when the wall was set back`() {
        #expect(end(seenRunningAt: 59, seenExitedAt: 60, finishedAt: 1_059, wallAhead: -9_000) == 60)
    }

    @Test func `stays what it was at first sight, and goes with the record`() {
        var times = ExitTimes()
        times.observe(view(.exited, finishedAt: 1_005), begunAt: moment(6).monotonic, now: moment(6))
        times.observe(view(.exited, finishedAt: 1_005), begunAt: moment(9).monotonic, now: moment(9, wallAhead: 0))
        #expect(seconds(times.ended("c1")) == 5)
        times.observe(PodView(), begunAt: moment(10).monotonic, now: moment(10))
        #expect(times.ended("c1") == nil)
    }

    @Test func `is not before the container was asked to start`() {
        var times = ExitTimes()
        times.observe(view(.created), begunAt: moment(1).monotonic, now: moment(1))
        times.started("c1", at: moment(20).monotonic)
        times.observe(view(.exited, finishedAt: 3), begunAt: moment(21).monotonic, now: moment(21))
        #expect(seconds(times.ended("c1")) == 20)
    }
}
