import Metrics
import PodModel

/// A node with one pod in trouble: an init container that is done, a web container that is waiting for its next start.
enum Fixture {
    static func seconds(_ n: Int64) -> Timestamp { Timestamp(nanoseconds: n * 1_000_000_000) }

    static let pod: Pod = {
        var web = Container(name: "web", image: "nginx:1.14")
        web.resources.requests = ["cpu": Quantity(milliValue: 250)]
        web.resources.limits = ["cpu": Quantity(milliValue: 500), "memory": Quantity(value: 64 << 20)]
        var pod = Pod(metadata: ObjectMeta(name: "shop-node1", namespace: "shop", uid: "u1"), spec: PodSpec())
        pod.spec.containers = [web]
        pod.spec.initContainers = [Container(name: "setup", image: "busybox")]
        return pod
    }()

    static let status: PodStatus = {
        let ended = ContainerState.Terminated(
            exitCode: 137, reason: "Error", startedAt: seconds(1_010), finishedAt: seconds(1_050),
            containerID: "process://c1")
        var web = ContainerStatus(
            name: "web",
            state: .waiting(reason: "CrashLoopBackOff", message: "back-off 10s restarting failed container"))
        web.lastState = ended
        web.restartCount = 2
        web.image = "process:nginx"
        web.containerID = "process://c1"
        var setup = ContainerStatus(
            name: "setup",
            state: .terminated(
                .init(
                    exitCode: 0, reason: "Completed", startedAt: seconds(1_005), finishedAt: seconds(1_006),
                    containerID: "process://c0")))
        setup.ready = true
        var status = PodStatus()
        status.phase = .running
        status.qosClass = .burstable
        status.podIPs = ["127.0.0.1"]
        status.startTime = seconds(1_001)
        status.conditions = [
            PodCondition(.initialized, .true, since: seconds(1_007)),
            PodCondition(.ready, .false, reason: "ContainersNotReady", since: seconds(1_050)),
            PodCondition(.podScheduled, .true, since: seconds(1_001)),
        ]
        status.containerStatuses = [web]
        status.initContainerStatuses = [setup]
        return status
    }()

    static let usage: ContainerStats = {
        var stats = ContainerStats(containerID: "c1", podUID: "u1", name: "web", sampledAt: seconds(1_060))
        stats.startedAt = seconds(1_010)
        stats.cpuUserSeconds = 1.5
        stats.cpuSystemSeconds = 0.25
        stats.workingSetBytes = 4_096
        stats.threads = 3
        return stats
    }()

    static var node: NodeSnapshot {
        var event = Event(
            .warning, reason: "Unhealthy", message: "Liveness probe failed: <b>HTTP</b> probe failed & so on",
            namespace: "shop", podName: "shop-node1", podUID: "u1", container: "web", at: seconds(1_049))
        event.count = 3
        return NodeSnapshot(
            nodeName: "node1", runtimeName: "process", runtimeVersion: "1",
            pods: [
                PodSnapshot(
                    pod: pod, status: status, createdAt: seconds(1_000), source: "/etc/manifests/shop.yaml",
                    probes: [
                        ProbeSnapshot(
                            container: "web", type: .liveness, result: .failure,
                            lastMessage: "HTTP probe failed with statuscode: 500", lastMessageAt: seconds(1_049)),
                        ProbeSnapshot(container: "web", type: .readiness),
                    ])
            ], events: [event], usage: [usage])
    }

    /// The sample lines of one collector.
    static func samples(_ collector: any Collector) -> [String] {
        lines(collector).filter { !$0.hasPrefix("#") }
    }

    static func lines(_ collector: any Collector) -> [String] {
        let registry = Registry()
        registry.register(collector)
        return String(decoding: registry.render(.text004), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
