import NodeViews
import PodModel
import Testing

@Suite struct `The kube_node_* families` {
    private func families(_ node: NodeSnapshot) -> [String] { Fixture.samples(KubeStateCollector { node }) }

    @Test func `show what the node has and what of it is for pods, in Kubernetes' units`() {
        var node = Fixture.node
        node.capacity = ["cpu": Quantity(value: 4), "memory": Quantity(value: 1 << 30), "pods": Quantity(value: 110)]
        node.allocatable = ["cpu": Quantity(milliValue: 3_500), "example.com/gpu": Quantity(value: 2)]
        let rows = families(node).filter { $0.hasPrefix("kube_node_") }
        #expect(
            rows == [
                #"kube_node_status_capacity{node="node1",resource="cpu",unit="core"} 4"#,
                #"kube_node_status_capacity{node="node1",resource="memory",unit="byte"} 1.073741824e+09"#,
                #"kube_node_status_capacity{node="node1",resource="pods",unit="integer"} 110"#,
                #"kube_node_status_allocatable{node="node1",resource="cpu",unit="core"} 3.5"#,
                #"kube_node_status_allocatable{node="node1",resource="example_com_gpu",unit="integer"} 2"#,
                #"kube_node_spec_unschedulable{node="node1"} 0"#,
            ])
    }

    @Test func `say which pods wait for room`() {
        var node = Fixture.node
        #expect(!families(node).contains { $0.hasPrefix("kube_pod_status_unschedulable") })
        node.pods[0].status.conditions = [PodCondition(.podScheduled, .false, reason: "Unschedulable")]
        #expect(families(node).count { $0.hasPrefix("kube_pod_status_unschedulable{") && $0.hasSuffix("} 1") } == 1)
    }
}

@Suite struct `The kube_* families` {
    private let all = Fixture.samples(KubeStateCollector { Fixture.node })
    private let pod = #"namespace="shop",pod="shop-node1",uid="u1""#

    private func family(_ name: String) -> [String] { all.filter { $0.hasPrefix(name + "{") } }

    @Test func `name the node as owner of every pod`() {
        #expect(
            family("kube_pod_info") == [
                "kube_pod_info{\(pod),host_ip=\"127.0.0.1\",pod_ip=\"127.0.0.1\",node=\"node1\",created_by_kind=\"Node\","
                    + "created_by_name=\"node1\",priority_class=\"\",host_network=\"false\"} 1"
            ])
        #expect(
            family("kube_pod_owner") == [
                "kube_pod_owner{\(pod),owner_kind=\"Node\",owner_name=\"node1\",owner_is_controller=\"true\"} 1"
            ])
    }

    @Test func `give phase, readiness and QoS class one row for each value`() {
        #expect(
            family("kube_pod_status_phase") == [
                "kube_pod_status_phase{\(pod),phase=\"Pending\"} 0",
                "kube_pod_status_phase{\(pod),phase=\"Running\"} 1",
                "kube_pod_status_phase{\(pod),phase=\"Succeeded\"} 0",
                "kube_pod_status_phase{\(pod),phase=\"Failed\"} 0",
                "kube_pod_status_phase{\(pod),phase=\"Unknown\"} 0",
            ])
        #expect(
            family("kube_pod_status_ready") == [
                "kube_pod_status_ready{\(pod),condition=\"true\"} 0",
                "kube_pod_status_ready{\(pod),condition=\"false\"} 1",
                "kube_pod_status_ready{\(pod),condition=\"unknown\"} 0",
            ])
        #expect(
            family("kube_pod_status_qos_class") == [
                "kube_pod_status_qos_class{\(pod),qos_class=\"BestEffort\"} 0",
                "kube_pod_status_qos_class{\(pod),qos_class=\"Burstable\"} 1",
                "kube_pod_status_qos_class{\(pod),qos_class=\"Guaranteed\"} 0",
            ])
    }

    @Test func `say why a container waits and how it ended before`() {
        let web = pod + #",container="web""#
        #expect(
            family("kube_pod_container_status_waiting_reason") == [
                "kube_pod_container_status_waiting_reason{\(web),reason=\"CrashLoopBackOff\"} 1"
            ])
        #expect(
            family("kube_pod_container_status_last_terminated_reason") == [
                "kube_pod_container_status_last_terminated_reason{\(web),reason=\"Error\"} 1"
            ])
        #expect(
            family("kube_pod_container_status_last_terminated_exitcode") == [
                "kube_pod_container_status_last_terminated_exitcode{\(web)} 137"
            ])
        #expect(
            family("kube_pod_container_status_restarts_total") == [
                "kube_pod_container_status_restarts_total{\(web)} 2"
            ])
        #expect(family("kube_pod_container_status_terminated_reason").isEmpty)
    }

    @Test func `count processors in cores and memory in bytes`() {
        let web = pod + #",container="web",node="node1""#
        #expect(
            family("kube_pod_container_resource_requests") == [
                "kube_pod_container_resource_requests{\(web),resource=\"cpu\",unit=\"core\"} 0.25"
            ])
        #expect(
            family("kube_pod_container_resource_limits") == [
                "kube_pod_container_resource_limits{\(web),resource=\"cpu\",unit=\"core\"} 0.5",
                "kube_pod_container_resource_limits{\(web),resource=\"memory\",unit=\"byte\"} 6.7108864e+07",
            ])
    }

    @Test func `keep init containers apart`() {
        let setup = pod + #",container="setup""#
        #expect(
            family("kube_pod_init_container_status_terminated_reason") == [
                "kube_pod_init_container_status_terminated_reason{\(setup),reason=\"Completed\"} 1"
            ])
        #expect(
            family("kube_pod_init_container_info") == [
                "kube_pod_init_container_info{\(setup),image_spec=\"busybox\",image=\"\",image_id=\"\",container_id=\"\","
                    + "restart_policy=\"\"} 1"
            ])
        #expect(family("kube_pod_container_info").count == 1)
    }

    @Test func `give times only where there is one`() {
        #expect(family("kube_pod_created") == ["kube_pod_created{\(pod)} 1000"])
        #expect(family("kube_pod_start_time") == ["kube_pod_start_time{\(pod)} 1001"])
        #expect(family("kube_pod_deletion_timestamp").isEmpty)
        #expect(
            family("kube_pod_status_initialized_time") == ["kube_pod_status_initialized_time{\(pod)} 1007"])
        #expect(family("kube_pod_status_ready_time").isEmpty)
    }

    @Test func `give no start time of a container that never started`() {
        var node = Fixture.node
        node.pods[0].status.containerStatuses[0].state = .terminated(
            .init(
                exitCode: 128, reason: "ContainerCannotRun", startedAt: Timestamp(nanoseconds: 0),
                finishedAt: Fixture.seconds(1_020), containerID: ""))
        let ended = node
        let samples = Fixture.samples(KubeStateCollector { ended })
        #expect(!samples.contains { $0.hasPrefix("kube_pod_container_state_started{") })
        #expect(samples.contains { $0.hasPrefix("kube_pod_container_status_terminated_reason{") })
    }

    @Test func `list every namespace that has a pod`() {
        #expect(
            family("kube_namespace_status_phase") == [
                #"kube_namespace_status_phase{namespace="shop",phase="Active"} 1"#,
                #"kube_namespace_status_phase{namespace="shop",phase="Terminating"} 0"#,
            ])
    }
}
