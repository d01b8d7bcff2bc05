import PodModel
import Testing

@Suite struct `An event as the API shows it` {
    private func event(_ container: String? = "app", message: String = "Liveness probe failed") -> Event {
        Event(
            .warning, reason: "Unhealthy", message: message, namespace: "test", podName: "web", podUID: "u-1",
            container: container, at: Timestamp(nanoseconds: 1_000_000_000))
    }
    private func name(_ event: Event) -> String? {
        guard case .string(let name) = event.json["metadata"]?["name"] else { return nil }
        return name
    }

    @Test func `says what happened to which container`() {
        var event = event()
        event.count = 3
        event.lastTimestamp = Timestamp(nanoseconds: 9_000_000_000)
        #expect(
            event.json(host: "node-a").text == """
                {"apiVersion":"v1","count":3,"eventTime":null,"firstTimestamp":"1970-01-01T00:00:01Z",\
                "involvedObject":{"apiVersion":"v1","fieldPath":"spec.containers{app}","kind":"Pod","name":"web",\
                "namespace":"test","uid":"u-1"},"kind":"Event","lastTimestamp":"1970-01-01T00:00:09Z",\
                "message":"Liveness probe failed","metadata":{"creationTimestamp":"1970-01-01T00:00:01Z",\
                "name":"\(name(event) ?? "")","namespace":"test"},"reason":"Unhealthy",\
                "reportingComponent":"kubelet","reportingInstance":"node-a",\
                "source":{"component":"kubelet","host":"node-a"},"type":"Warning"}
                """)
    }

    // Looked up: a cluster's scheduler sends Scheduled and FailedScheduling (pkg/scheduler/schedule_one.go); in its newer
    // form of events the name stands in reportingComponent alone.
    @Test func `names the scheduler where one would have sent it`() {
        var event = event(nil)
        event.reason = "FailedScheduling"
        #expect(event.json(host: "n").text.contains(#""reportingComponent":"default-scheduler""#))
        #expect(event.json(host: "n")["source"]?["component"] == .string("default-scheduler"))
    }

    @Test func `points at an init container, or at the pod alone`() {
        var event = event("setup")
        event.isInitContainer = true
        #expect(event.json["involvedObject"]?["fieldPath"] == .string("spec.initContainers{setup}"))
        #expect(self.event(nil).json["involvedObject"]?["fieldPath"] == nil)
    }

    @Test func `has a name of its own that stays when it is counted again`() {
        var again = event()
        again.count = 2
        again.lastTimestamp = Timestamp(nanoseconds: 5_000_000_000)
        #expect(name(again) == name(event()))
        #expect(name(event(message: "other")) != name(event()))
        #expect(name(event("b")) != name(event()))
        #expect(name(event())?.wholeMatch(of: /web\.[0-9a-f]{16}/) != nil)
    }
}
