import PodModel
import Testing

@Suite struct `A pod's status as the API shows it` {
    private func at(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }

    @Test func `has everything that is known`() {
        var status = PodStatus()
        status.phase = .running
        status.qosClass = .burstable
        (status.reason, status.message) = ("r", "m")
        (status.hostIP, status.podIPs) = ("127.0.0.1", ["10.0.0.2", "fd00::2"])
        status.startTime = at(1)
        status.observedGeneration = 3
        status.conditions = [
            PodCondition(.ready, .false, reason: "ContainersNotReady", message: "why", since: at(2)),
            PodCondition(.other("example.com/ok"), .unknown),
        ]
        #expect(
            status.json.text == """
                {"conditions":[{"lastProbeTime":null,"lastTransitionTime":"1970-01-01T00:00:02Z","message":"why",\
                "reason":"ContainersNotReady","status":"False","type":"Ready"},\
                {"lastProbeTime":null,"lastTransitionTime":null,"status":"Unknown","type":"example.com/ok"}],\
                "hostIP":"127.0.0.1","hostIPs":[{"ip":"127.0.0.1"}],"message":"m","observedGeneration":3,\
                "phase":"Running","podIP":"10.0.0.2","podIPs":[{"ip":"10.0.0.2"},{"ip":"fd00::2"}],\
                "qosClass":"Burstable","reason":"r","startTime":"1970-01-01T00:00:01Z"}
                """)
    }

    private func container(_ state: ContainerState, _ change: (inout ContainerStatus) -> Void = { _ in }) -> String? {
        var container = ContainerStatus(name: "app", state: state)
        change(&container)
        var status = PodStatus()
        status.containerStatuses = [container]
        guard case .array(let items) = status.json["containerStatuses"] else { return nil }
        return items.first?.text
    }

    @Test func `shows a container that waits`() {
        #expect(
            container(.waiting(reason: "ContainerCreating", message: "")) == """
                {"image":"","imageID":"","lastState":{},"name":"app","ready":false,"restartCount":0,"started":false,\
                "state":{"waiting":{"reason":"ContainerCreating"}}}
                """)
    }

    @Test func `shows a container that runs again`() {
        let last = ContainerState.Terminated(
            exitCode: 137, reason: "Error", message: "boom", startedAt: at(1), finishedAt: at(2),
            containerID: "process://a")
        let text = container(.running(startedAt: at(3))) { container in
            container.lastState = last
            (container.ready, container.started, container.restartCount) = (true, true, 1)
            (container.image, container.imageID, container.containerID) = ("process:sh", "i", "process://b")
        }
        #expect(
            text == """
                {"containerID":"process://b","image":"process:sh","imageID":"i","lastState":{"terminated":\
                {"containerID":"process://a","exitCode":137,"finishedAt":"1970-01-01T00:00:02Z","message":"boom",\
                "reason":"Error","startedAt":"1970-01-01T00:00:01Z"}},"name":"app","ready":true,"restartCount":1,\
                "started":true,"state":{"running":{"startedAt":"1970-01-01T00:00:03Z"}}}
                """)
    }

    @Test func `shows an end whose times are not known`() {
        let end = ContainerState.Terminated(
            exitCode: 0, reason: "", startedAt: at(0), finishedAt: at(0), containerID: "")
        #expect(
            container(.terminated(end))?.contains(
                #""state":{"terminated":{"exitCode":0,"finishedAt":null,"startedAt":null}}"#) == true)
    }

    @Test func `keeps init containers apart, in their order`() {
        var status = PodStatus()
        status.initContainerStatuses = ["b", "a"].map {
            ContainerStatus(name: $0, state: .waiting(reason: "PodInitializing", message: ""))
        }
        guard case .array(let items) = status.json["initContainerStatuses"] else {
            Issue.record("no initContainerStatuses")
            return
        }
        #expect(items.map { $0["name"] } == [.string("b"), .string("a")])
        #expect(status.json["containerStatuses"] == nil)
    }
}
