import NodeViews
import PodModel
import Synchronization
import Testing

@Suite struct `The container_* families` {
    private let all = Fixture.samples(CadvisorCollector { Fixture.node })
    private let web =
        #"container="web",id="/podu1/c1",image="process:nginx",name="c1",namespace="shop",pod="shop-node1""#
    private let pod = #"container="",id="/podu1",image="",name="",namespace="shop",pod="shop-node1""#

    private func family(_ name: String) -> [String] { all.filter { $0.hasPrefix(name + "{") } }

    @Test func `have a row for the pod without container and image, and one for the container with both`() {
        #expect(
            family("container_cpu_usage_seconds_total") == [
                "container_cpu_usage_seconds_total{\(pod),cpu=\"total\"} 1.75",
                "container_cpu_usage_seconds_total{\(web),cpu=\"total\"} 1.75",
            ])
        #expect(
            family("container_memory_working_set_bytes") == [
                "container_memory_working_set_bytes{\(pod)} 4096", "container_memory_working_set_bytes{\(web)} 4096",
            ])
    }

    @Test func `leave out what the runtime could not read`() {
        #expect(family("container_memory_rss").isEmpty)
        #expect(family("container_file_descriptors").isEmpty)
    }

    @Test func `repeat the limits of the manifest`() {
        #expect(
            family("container_spec_memory_limit_bytes") == ["container_spec_memory_limit_bytes{\(web)} 6.7108864e+07"])
        #expect(family("container_spec_cpu_quota") == ["container_spec_cpu_quota{\(web)} 50000"])
    }

    @Test func `never have an empty image for a container`() {
        var node = Fixture.node
        node.pods[0].status.containerStatuses[0].image = ""
        node.pods[0].pod.spec.containers[0].image = ""
        let bare = node
        let rows = Fixture.samples(CadvisorCollector { bare }).filter { $0.contains(#"container="web""#) }
        #expect(!rows.isEmpty && rows.allSatisfy { $0.contains(#"image="process:web""#) })
    }
}

@Suite struct `A pod's counters` {
    private func usage(_ name: String, _ id: String, seconds: Double, bytes: UInt64, at time: Int64) -> ContainerStats {
        var stats = ContainerStats(containerID: id, podUID: "u1", name: name, sampledAt: Fixture.seconds(time))
        stats.cpuUserSeconds = seconds
        stats.cpuSystemSeconds = 0
        stats.workingSetBytes = bytes
        return stats
    }

    @Test func `do not fall when one of several containers is replaced, and its gauges do`() {
        let steps = [
            [usage("web", "w", seconds: 1_000, bytes: 5, at: 1), usage("side", "s1", seconds: 50, bytes: 7, at: 1)],
            [usage("web", "w", seconds: 1_001, bytes: 5, at: 2)],
            [usage("web", "w", seconds: 1_002, bytes: 5, at: 3), usage("side", "s2", seconds: 1, bytes: 2, at: 3)],
            // A scrape that began earlier and comes late.
            [usage("web", "w", seconds: 1_001, bytes: 5, at: 2)],
        ]
        let now = Mutex(0)
        let collector = ResourceCollector {
            var node = Fixture.node
            node.pods[0].pod.spec.containers.append(Container(name: "side", image: "side"))
            node.usage = steps[now.withLock { $0 }]
            return node
        }
        let labels = #"{namespace="shop",pod="shop-node1"}"#
        for (step, (seconds, bytes)) in [(1_050, 12), (1_051, 5), (1_053, 7), (1_053, 5)].enumerated() {
            now.withLock { $0 = step }
            let samples = Fixture.samples(collector)
            #expect(samples.contains("pod_cpu_usage_seconds_total\(labels) \(seconds)"), "step \(step)")
            #expect(samples.contains("pod_memory_working_set_bytes\(labels) \(bytes)"), "step \(step)")
        }
    }

    @Test func `count every container of a crash loop`() {
        let run = Mutex(0)
        let collector = ResourceCollector {
            var node = Fixture.node
            let number = run.withLock { $0 }
            node.usage = [usage("web", "c\(number)", seconds: 1, bytes: 1, at: Int64(number))]
            return node
        }
        for number in 1...100 {
            run.withLock { $0 = number }
            let samples = Fixture.samples(collector)
            #expect(
                samples.contains(#"pod_cpu_usage_seconds_total{namespace="shop",pod="shop-node1"} "# + "\(number)"))
        }
    }
}

@Suite struct `The resource families` {
    @Test func `have the three labels of a kubelet's /metrics/resource`() {
        let all = Fixture.samples(ResourceCollector { Fixture.node })
        #expect(
            all.contains(
                #"container_cpu_usage_seconds_total{container="web",namespace="shop",pod="shop-node1"} 1.75"#))
        #expect(all.contains(#"pod_memory_working_set_bytes{namespace="shop",pod="shop-node1"} 4096"#))
        #expect(all.contains("resource_scrape_error 0"))
        #expect(all.contains { $0.hasPrefix("node_memory_working_set_bytes ") })
    }

    @Test func `say when the newest collection failed`() {
        var node = Fixture.node
        node.usageFailed = true
        let failed = node
        #expect(Fixture.samples(ResourceCollector { failed }).contains("resource_scrape_error 1"))
    }
}

@Suite struct `The process and machine families` {
    @Test func `tell what the kernel tells`() throws {
        let process = Fixture.samples(ProcessCollector())
        func value(_ name: String) -> Double? {
            process.first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap { Double($0) }
        }
        #expect(try #require(value("process_open_fds")) >= 3)
        #expect(try #require(value("process_resident_memory_bytes")) > 1_048_576)
        #expect(try #require(value("process_start_time_seconds")) > 1_600_000_000)
        #expect(try #require(value("process_threads")) >= 1)
        let machine = Fixture.samples(MachineCollector())
        #expect(machine.contains { $0.hasPrefix("machine_cpu_cores{boot_id=") && !$0.hasSuffix(" 0") })
    }
}
