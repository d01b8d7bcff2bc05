import NodeViews
import PodModel
import Testing

/// The columns of a pod with a sidecar `proxy`, an init container `setup` and two containers.
@Suite struct `A pod with a sidecar, in kubectl's columns` {
    private static let running = ContainerState.running(startedAt: Fixture.seconds(1))

    private static func status(_ name: String, restarts: Int32, ready: Bool = true) -> ContainerStatus {
        var status = ContainerStatus(name: name, state: running)
        (status.ready, status.started, status.restartCount) = (ready, true, restarts)
        return status
    }

    private static func ended(_ reason: String, _ code: Int32) -> ContainerState {
        .terminated(
            .init(
                exitCode: code, reason: reason, startedAt: Fixture.seconds(1), finishedAt: Fixture.seconds(2),
                containerID: "process://x"))
    }

    private func line(_ change: (inout PodStatus) -> Void = { _ in }) -> String {
        var one = Fixture.node.pods[0]
        var proxy = Container(name: "proxy")
        proxy.restartPolicy = .always
        one.pod.spec.initContainers = [proxy, Container(name: "setup")]
        one.pod.spec.containers = [Container(name: "a"), Container(name: "b")]
        one.status.conditions = [PodCondition(.initialized, .true), PodCondition(.ready, .true)]
        var setup = Self.status("setup", restarts: 10)
        setup.state = Self.ended("Completed", 0)
        one.status.initContainerStatuses = [Self.status("proxy", restarts: 1), setup]
        one.status.containerStatuses = [Self.status("a", restarts: 100), Self.status("b", restarts: 1_000)]
        change(&one.status)
        let pod = PodSummary(one, now: Fixture.seconds(1_100))
        return "\(pod.ready) \(pod.status) \(pod.restarts)"
    }

    @Test func `counts the sidecar, and not the restarts of the init container that is done`() {
        #expect(line() == "3/3 Running 1101")
        #expect(line { $0.initContainerStatuses[0].ready = false } == "2/3 Running 1101")
    }

    @Test func `passes over a sidecar that has started while it is initialised`() {
        let text = line { status in
            status.conditions = []
            status.initContainerStatuses[1].state = Self.running
            for index in 0...1 {
                status.containerStatuses[index].state = .waiting(reason: "PodInitializing", message: "")
            }
        }
        #expect(text == "1/3 Init:1/2 11")
        let starting = line { status in
            status.conditions = []
            status.initContainerStatuses[0].started = false
        }
        #expect(starting == "0/3 Init:0/2 1")
    }

    @Test func `goes by its containers when the sidecar is down later`() {
        let down = { (status: inout PodStatus) in
            status.initContainerStatuses[0].started = false
            status.initContainerStatuses[0].state = .waiting(reason: "CrashLoopBackOff", message: "")
        }
        // As in kubectl the sidecar's word stays while no container has one of its own.
        #expect(line(down) == "2/3 Init:CrashLoopBackOff 1101")
        #expect(
            line {
                down(&$0)
                $0.containerStatuses[1].state = Self.ended("Error", 1)
            } == "1/3 Error 1101")
    }

    @Test func `counts a container only while it is ready and runs`() {
        #expect(line { $0.containerStatuses[0].ready = false } == "2/3 Running 1101")
        #expect(line { $0.containerStatuses[0].state = Self.ended("", 7) } == "2/3 ExitCode:7 1101")
    }

    @Test func `is Running or NotReady when one container is done and another runs`() {
        let done = { (status: inout PodStatus) in status.containerStatuses[0].state = Self.ended("Completed", 0) }
        #expect(line(done) == "2/3 Running 1101")
        #expect(
            line {
                done(&$0)
                $0.conditions[1].status = .false
            } == "2/3 NotReady 1101")
        #expect(
            line {
                done(&$0)
                $0.containerStatuses[1].state = Self.ended("Completed", 0)
            } == "1/3 Completed 1101")
    }
}
