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
            status.json(of: PodSpec()).text == """
                {"conditions":[{"lastProbeTime":null,"lastTransitionTime":"1970-01-01T00:00:02Z","message":"why",\
                "observedGeneration":3,"reason":"ContainersNotReady","status":"False","type":"Ready"},\
                {"lastProbeTime":null,"lastTransitionTime":null,"observedGeneration":3,"status":"Unknown","type":"example.com/ok"}],\
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
        guard case .array(let items) = status.json(of: PodSpec())["containerStatuses"] else { return nil }
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

    @Test func `shows the resources of a container that the runtime knows, and no others`() {
        var spec = PodSpec()
        var app = Container(name: "app")
        app.resources.requests = quantities(["cpu": "0.25"])
        app.resources.limits = quantities(["cpu": "1"])
        (spec.containers, spec.initContainers) = ([app], [Container(name: "setup")])
        var status = PodStatus()
        status.containerStatuses = [ContainerStatus(name: "app", state: .waiting(reason: "", message: ""))]
        status.initContainerStatuses = [ContainerStatus(name: "setup", state: .running(startedAt: at(1)))]
        #expect(!status.json(of: spec).text.contains("esources"))
        status.containerStatuses[0].containerID = "process://a"
        status.initContainerStatuses[0].containerID = "process://b"
        guard case .array(let apps) = status.json(of: spec)["containerStatuses"],
            case .array(let setups) = status.json(of: spec)["initContainerStatuses"]
        else {
            Issue.record("there are no containers")
            return
        }
        #expect(apps[0]["allocatedResources"]?.text == #"{"cpu":"250m"}"#)
        #expect(apps[0]["resources"]?.text == #"{"limits":{"cpu":"1"},"requests":{"cpu":"250m"}}"#)
        #expect(setups[0]["allocatedResources"] == nil && setups[0]["resources"]?.text == "{}")
    }

    @Test func `has no generation in its conditions while nobody counts`() {
        var status = PodStatus()
        status.conditions = [PodCondition(.ready, .true)]
        #expect(!status.json(of: PodSpec()).text.contains("observedGeneration"))
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
        guard case .array(let items) = status.json(of: PodSpec())["initContainerStatuses"] else {
            Issue.record("no initContainerStatuses")
            return
        }
        #expect(items.map { $0["name"] } == [.string("b"), .string("a")])
        #expect(status.json(of: PodSpec())["containerStatuses"] == nil)
    }
}
