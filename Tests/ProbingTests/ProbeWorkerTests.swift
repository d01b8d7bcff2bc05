import EventLoops
import PodModel
import Probing
import Testing

private let second: Int64 = 1_000_000_000

private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }
/// The wall clock of these tests runs with the virtual one, 1,000 s ahead.
private func wall(_ seconds: Double) -> Timestamp { Timestamp(nanoseconds: Int64(seconds * 1e9) + 1000 * second) }

private func worker(
    _ type: ProbeType, failures: Int32 = 1, successes: Int32 = 1, delay: Int32 = 0
) -> ProbeWorker {
    var probe = Probe()
    probe.failureThreshold = failures
    probe.successThreshold = successes
    return ProbeWorker(type: type, probe: probe, initialDelayNanoseconds: Int64(delay) * second)
}

private func running(
    _ id: String = "a", since start: Double = 0, started: Bool = true, phase: PodPhase = .running, deleted: Bool = false
) -> ProbeContext {
    var context = ProbeContext()
    context.phase = phase
    context.deleted = deleted
    context.container = .running(id: id, startedAt: wall(start), started: started, ready: false)
    return context
}

extension ProbeWorker {
    /// Tells it the context, evaluates, and when it may probe applies `answer`.
    fileprivate mutating func tick(
        _ answer: ProbeResult, in context: ProbeContext = running(), at time: Double = 100
    ) -> ProbeResult? {
        update(context, now: at(time), wall: wall(time))
        guard evaluate(now: at(time)).step == .probe else { return nil }
        return apply(answer)
    }
}

@Suite struct `A probe worker` {
    @Test func `W01 flips readiness on the third failure and not before`() {
        var worker = worker(.readiness, failures: 3)
        #expect(worker.tick(.success) == .success)
        for answer in [ProbeResult.success, .success, .failure, .failure] {
            #expect(worker.tick(answer) == nil)
            #expect(worker.cached == .success)
        }
        #expect(worker.tick(.failure) == .failure)
    }

    @Test func `goes on from the verdict that an earlier podprobe published of its first container`() {
        var context = running("a")
        context.container = .running(id: "a", startedAt: wall(0), started: true, ready: true)
        var readiness = worker(.readiness, failures: 2)
        readiness.update(context, now: at(100), wall: wall(100))
        #expect(readiness.evaluate(now: at(100)).initial == .success)
        #expect(readiness.tick(.failure, in: context) == nil)
        #expect(readiness.tick(.failure, in: context) == .failure)
        context.container = .running(id: "b", startedAt: wall(0), started: true, ready: true)
        readiness.update(context, now: at(101), wall: wall(101))
        #expect(readiness.evaluate(now: at(101)).initial == .failure)

        var startup = worker(.startup)
        startup.update(running("a", started: true), now: at(100), wall: wall(100))
        #expect(startup.evaluate(now: at(100)).initial == .success)
    }

    @Test func `W03 is on hold after the third liveness failure, with its run back at 0`() {
        var worker = worker(.liveness, failures: 3)
        #expect(worker.tick(.failure) == nil)
        #expect(worker.tick(.failure) == nil)
        #expect(worker.consecutiveFailures == 2)
        #expect(worker.tick(.failure) == .failure)
        #expect(worker.onHold)
        #expect(worker.consecutiveFailures == 0)
    }

    @Test func `W04 does not probe on hold until the container is another`() {
        var worker = worker(.liveness)
        #expect(worker.tick(.failure) == .failure)
        #expect(worker.evaluate(now: at(101)) == ProbeWorker.Evaluation(step: .wait(.onHold)))
        worker.update(running("b"), now: at(102), wall: wall(102))
        #expect(worker.evaluate(now: at(102)) == ProbeWorker.Evaluation(step: .probe, initial: .success))
        #expect(worker.containerID == "b")
        #expect(!worker.onHold)
    }

    @Test(arguments: [(ProbeType.liveness, ProbeResult.success), (.readiness, .failure), (.startup, .unknown)])
    func `W05 caches its initial value during the initial delay`(type: ProbeType, initial: ProbeResult) {
        var worker = worker(type, delay: 10)
        worker.update(running(since: 0, started: type != .startup), now: at(3), wall: wall(3))
        #expect(worker.evaluate(now: at(3)) == ProbeWorker.Evaluation(step: .wait(.initialDelay), initial: initial))
        #expect(worker.evaluate(now: at(9.999)).step == .wait(.initialDelay))
        #expect(worker.evaluate(now: at(10)).step == .probe)
    }

    @Test func `counts the initial delay by the monotonic clock when the wall clock steps`() {
        var worker = worker(.liveness, delay: 10)
        worker.update(running(since: 0), now: at(3), wall: wall(3))
        worker.update(running(since: 0), now: at(4), wall: wall(4000))
        #expect(worker.evaluate(now: at(4)).step == .wait(.initialDelay))
        #expect(worker.evaluate(now: at(10)).step == .probe)
    }

    @Test func `takes a start in the future as now`() {
        var worker = worker(.liveness, delay: 10)
        worker.update(running(since: 500), now: at(100), wall: wall(100))
        #expect(worker.evaluate(now: at(109.9)).step == .wait(.initialDelay))
        #expect(worker.evaluate(now: at(110)).step == .probe)
    }

    @Test(arguments: [ProbeType.liveness, .readiness])
    func `W06 runs neither liveness nor readiness before the startup probe has succeeded`(type: ProbeType) {
        var worker = worker(type)
        worker.update(running(started: false), now: at(1), wall: wall(1))
        #expect(worker.evaluate(now: at(1)).step == .wait(.notStarted))
        worker.update(running(started: true), now: at(2), wall: wall(2))
        #expect(worker.evaluate(now: at(2)).step == .probe)
    }

    @Test func `W08 says failure when startup fails its threshold, and holds`() {
        var worker = worker(.startup, failures: 2)
        #expect(worker.tick(.failure, in: running(started: false)) == nil)
        #expect(worker.tick(.failure, in: running(started: false)) == .failure)
        #expect(worker.evaluate(now: at(200)).step == .wait(.onHold))
    }

    @Test func `holds after startup success, and a startup probe does not run in a started container`() {
        var worker = worker(.startup)
        #expect(worker.tick(.success, in: running(started: false)) == .success)
        #expect(worker.onHold)
        worker.update(running("b", started: true), now: at(200), wall: wall(200))
        #expect(worker.evaluate(now: at(200)).step == .wait(.onHold))
    }

    @Test func `W12 caches failure and goes on while the container waits`() {
        var worker = worker(.liveness)
        var context = ProbeContext()
        context.container = .waiting(id: "a")
        worker.update(context, now: at(1), wall: wall(1))
        let expected = ProbeWorker.Evaluation(step: .wait(.notRunning), initial: .success, changed: .failure)
        #expect(worker.evaluate(now: at(1)) == expected)
    }

    @Test(arguments: [ProbeContext.Container.none, .waiting(id: ""), .terminated(id: "", willRestart: false)])
    func `keeps going without a container id`(container: ProbeContext.Container) {
        var worker = worker(.liveness)
        var context = ProbeContext()
        context.container = container
        worker.update(context, now: at(1), wall: wall(1))
        #expect(worker.evaluate(now: at(1)) == ProbeWorker.Evaluation(step: .wait(.notRunning)))
        #expect(worker.cached == nil)
    }

    @Test(arguments: [true, false]) func `W13 caches failure, and ends when the container will not be restarted`(
        willRestart: Bool
    ) {
        var worker = worker(.readiness)
        #expect(worker.tick(.success) == .success)
        var context = running()
        context.container = .terminated(id: "a", willRestart: willRestart)
        worker.update(context, now: at(101), wall: wall(101))
        let evaluation = worker.evaluate(now: at(101))
        #expect(evaluation == .init(step: willRestart ? .wait(.notRunning) : .end, changed: .failure))
    }

    @Test(arguments: [PodPhase.failed, .succeeded]) func `W15 ends with the pod's last phase`(phase: PodPhase) {
        var worker = worker(.readiness)
        worker.update(running(phase: phase), now: at(1), wall: wall(1))
        #expect(worker.evaluate(now: at(1)) == ProbeWorker.Evaluation(step: .end))
    }

    @Test(arguments: [ProbeType.liveness, .startup])
    func `W18 liveness and startup end with success when the pod is deleted`(type: ProbeType) {
        var worker = worker(type)
        let context = running(started: type != .startup, deleted: true)
        worker.update(context, now: at(1), wall: wall(1))
        let evaluation = worker.evaluate(now: at(1))
        #expect(evaluation.step == .end)
        #expect(worker.cached == .success)
    }

    @Test func `W18 readiness goes on while the pod is deleted`() {
        var worker = worker(.readiness)
        #expect(worker.tick(.success, in: running(deleted: true)) == .success)
        #expect(worker.tick(.failure, in: running(deleted: true)) == .failure)
    }

    // Looked up: doProbe (pkg/kubelet/prober/worker.go) takes back the hold and the cached result at another container
    // ID; lastResult and resultRun stay, and only a kill sets resultRun to 0. An error changes neither.
    @Test func `keeps its run over a restart: the first success of the next container is enough`() {
        var worker = worker(.readiness, successes: 3)
        for _ in 0..<3 { _ = worker.tick(.success) }
        #expect(worker.cached == .success)
        #expect(worker.tick(.success, in: running("b")) == .success)
        #expect(worker.containerID == "b")
    }

    @Test func `keeps its run over a restart: two old failures and one new one kill`() {
        var worker = worker(.liveness, failures: 3)
        #expect(worker.tick(.failure) == nil)
        #expect(worker.tick(.failure) == nil)
        #expect(worker.tick(.failure, in: running("b")) == .failure)
    }

    @Test func `gives the container after a kill the whole threshold`() {
        var worker = worker(.liveness, failures: 3)
        for _ in 0..<3 { _ = worker.tick(.failure) }
        #expect(worker.tick(.failure, in: running("b")) == nil)
        #expect(worker.tick(.failure, in: running("b")) == nil)
        #expect(worker.tick(.failure, in: running("b")) == .failure)
    }

    @Test func `says nothing when the answer is what the cache holds`() {
        var worker = worker(.liveness)
        worker.update(running(), now: at(1), wall: wall(1))
        #expect(worker.evaluate(now: at(1)).initial == .success)
        #expect(worker.apply(.success) == nil)
    }
}
