import PodModel
import SimulatedWorld
import Supervision
import Testing

private func event(_ message: String, pod: String = "a", container: String? = "main", at seconds: Int64) -> Event {
    Event(
        .warning, reason: "BackOff", message: message, namespace: "default", podName: pod, podUID: pod,
        container: container, at: second(seconds))
}

@Suite struct `The event log` {
    @Test func `counts the same event instead of repeating it`() {
        var log = EventLog(limit: 100)
        for seconds in 1...12 { log.add(event("same", at: Int64(seconds))) }
        log.add(event("other", at: 13))
        log.add(event("same", container: "second", at: 14))
        log.add(event("same", at: 15))
        #expect(log.all.map(\.message) == ["other", "same", "same"])
        let last = log.all.last
        #expect(last?.count == 13 && last?.firstTimestamp == second(1) && last?.lastTimestamp == second(15))
    }

    @Test func `keeps the newest, and never more than its limit`() {
        var log = EventLog(limit: 100)
        for number in 1...1_000 { log.add(event("\(number)", pod: "p\(number % 50)", at: Int64(number))) }
        #expect((90...100).contains(log.all.count))
        #expect(log.all.last?.message == "1000")
        #expect(log.all.map(\.lastTimestamp) == log.all.map(\.lastTimestamp).sorted())
    }

    @Test func `lets no pod push out the others`() {
        var log = EventLog(limit: 100)
        for number in 1...20 { log.add(event("quiet", pod: "p\(number)", at: Int64(number))) }
        for number in 1...10_000 { log.add(event("\(number)", pod: "noisy", at: Int64(number + 20))) }
        #expect(log.all.count { $0.message == "quiet" } == 20)
        #expect(log.all.count { $0.podName == "noisy" } <= 10)
    }
}
