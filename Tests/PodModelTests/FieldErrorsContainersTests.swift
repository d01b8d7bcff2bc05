import PodModel
import Testing

@Suite struct `Containers in a manifest` {
    private let app = "spec.containers[0]."

    private func errors(_ change: (inout Container) -> Void) -> [String] {
        errorsInShort(of: samplePodOf(container: change))
    }

    @Test func `are at least one`() {
        #expect(errorsInShort(of: samplePod { $0.spec.containers = [] }) == ["spec.containers: required"])
    }

    @Test func `have names that are DNS labels`() {
        #expect(errors { $0.name = "" } == [app + "name: required"])
        for name in ["My_App", "-a", "a-", "a.b", "a b", "é", String(repeating: "a", count: 64)] {
            #expect(errors { $0.name = name } == [app + "name: invalid"], "\(name)")
        }
        #expect(errors { $0.name = String(repeating: "a", count: 63) } == [])
        #expect(errors { $0.name = "1-a" } == [])
        let detail = samplePodOf { $0.name = "My_App" }.fieldErrors()[0].detail
        #expect(detail.hasSuffix("such as my-app"), "\(detail)")
    }

    @Test func `have names that no other has, init containers among them`() {
        let pod = samplePod { pod in
            pod.spec.containers.append(Container(name: "app", image: "b"))
            pod.spec.initContainers = ["app", "init", "init"].map { Container(name: $0, image: "i") }
        }
        #expect(
            errorsInShort(of: pod) == [
                "spec.containers[1].name: duplicate", "spec.initContainers[0].name: duplicate",
                "spec.initContainers[2].name: duplicate",
            ])
    }

    @Test func `name an image without blanks around it`() {
        #expect(errors { $0.image = "" } == [app + "image: required"])
        #expect(errors { $0.image = " nginx" } == [app + "image: invalid"])
        #expect(errors { $0.image = "nginx\n" } == [app + "image: invalid"])
    }

    @Test func `have policies of the known ones`() {
        #expect(errors { $0.imagePullPolicy = "always" } == [app + "imagePullPolicy: notSupported"])
        #expect(errors { $0.terminationMessagePolicy = "Files" } == [app + "terminationMessagePolicy: notSupported"])
        // Looked up: ContainerRestartRules, which allows it, is off in 1.34 and on from 1.35
        // (pkg/features/kube_features.go).
        #expect(errors { $0.restartPolicy = .always } == [app + "restartPolicy: forbidden"])
    }

    @Test func `have ports in range, with good and unique names and known protocols`() {
        let found = errors { container in
            container.ports = [
                ContainerPort(name: "http", containerPort: 80), ContainerPort(name: "http", containerPort: 0),
                ContainerPort(name: "80", containerPort: 65536), ContainerPort(containerPort: -1),
            ]
            container.ports[0].protocol = "tcp"
            container.ports[1].hostPort = 70000
        }
        #expect(
            found == [
                app + "ports[0].protocol: notSupported", app + "ports[1].name: duplicate",
                app + "ports[1].containerPort: required", app + "ports[1].hostPort: invalid",
                app + "ports[2].name: invalid", app + "ports[2].containerPort: invalid",
                app + "ports[3].containerPort: invalid",
            ])
    }

    private func port(_ hostPort: Int32, _ proto: String = "TCP", ip: String = "") -> ContainerPort {
        var port = ContainerPort(containerPort: 80)
        (port.hostPort, port.protocol, port.hostIP) = (hostPort, proto, ip)
        return port
    }

    @Test func `share no host port, but init containers one after the other may`() {
        let pod = samplePod { pod in
            pod.spec.containers[0].ports = [port(8080), port(8080, "UDP"), port(8080, ip: "127.0.0.1")]
            pod.spec.containers.append(Container(name: "b", image: "b"))
            pod.spec.containers[1].ports = [port(8080), port(8080, ip: "127.0.0.1"), port(8081)]
            pod.spec.initContainers = ["i", "j"].map { Container(name: $0, image: "i") }
            pod.spec.initContainers[0].ports = [port(8080)]
            pod.spec.initContainers[1].ports = [port(8080), port(8080)]
        }
        #expect(
            errorsInShort(of: pod) == [
                "spec.containers[1].ports[0].hostPort: duplicate", "spec.containers[1].ports[1].hostPort: duplicate",
                "spec.initContainers[1].ports[1].hostPort: duplicate",
            ])
    }

    @Test func `have equal host and container ports on the host's network`() {
        let pod = samplePod { pod in
            pod.spec.hostNetwork = true
            pod.spec.containers[0].ports = [port(80), port(81), port(0, "UDP")]
        }
        #expect(errorsInShort(of: pod) == [app + "ports[1].hostPort: invalid"])
    }
}
