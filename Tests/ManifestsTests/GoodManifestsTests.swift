import Manifests
import PodModel
import Testing

@Suite struct `Good manifests` {
    @Test(arguments: GoodManifest.all) func `parse without an error`(text: String) throws {
        let result = ManifestParser(file: "a").parse(text)
        #expect(result.issues.filter { $0.severity == .error } == [])
        #expect(result.pods.count == 1)
    }

    @Test func `give every field that podprobe acts on its value`() throws {
        let pod = try #require(ManifestParser(file: "a").parse(GoodManifest.everything).pods.first).pod
        #expect(pod.metadata.labels == ["app": "all", "empty": ""])
        #expect(pod.metadata.annotations == ["podprobe.io/main.liveness.period": "250ms"])
        #expect(pod.metadata.others == ["generateName": .string("a-")])
        #expect(pod.spec.restartPolicy == .onFailure)
        #expect(pod.spec.terminationGracePeriodSeconds == 5)
        #expect(pod.spec.activeDeadlineSeconds == 600)
        #expect(pod.spec.serviceAccountName == "builder")
        #expect(pod.spec.readinessGates == ["example.com/gate"])
        #expect(pod.spec.overhead["cpu"]?.milliValue == 10)
        #expect(pod.spec.others["dnsPolicy"] == .string("Default"))
        #expect(pod.spec.priority == 7)
        let sidecar = try #require(pod.spec.initContainers.first)
        #expect(sidecar.isSidecar)
    }

    @Test func `give a container's every field its value`() throws {
        let pod = try #require(ManifestParser(file: "a").parse(GoodManifest.everything).pods.first).pod
        let main = try #require(pod.spec.containers.first)
        #expect(main.command == ["sh", "-c"])
        #expect(main.args == ["path:/ port:80\nimage nginx\n"])
        #expect(main.others["tty"] == .bool(true))
        #expect(
            main.ports == [
                {
                    var port = ContainerPort(name: "http", containerPort: 80)
                    (port.hostPort, port.hostIP, port.protocol) = (8080, "127.0.0.1", "TCP")
                    return port
                }()
            ])
        #expect(main.envFrom.map(\.prefix) == ["A_", ""])
        #expect(main.envFrom[0].configMapRef?.optional == true)
        #expect(main.env.map(\.name) == ["EMPTY", "IP", "CPU", "KEY", "PASSWORD"])
        #expect(main.env[1].valueFrom?.fieldRef?.fieldPath == "status.podIP")
        #expect(main.env[2].valueFrom?.resourceFieldRef?.divisor?.milliValue == 1)
        #expect(main.env[3].valueFrom?.configMapKeyRef?.key == "k")
        #expect(main.resources.requests["cpu"]?.milliValue == 500)
        #expect(main.resources.requests["memory"]?.value == 1_000_000)
        #expect(main.resources.limits["memory"]?.value == 2 << 20)
    }

    @Test func `give probes and hooks their values`() throws {
        let pod = try #require(ManifestParser(file: "a").parse(GoodManifest.everything).pods.first).pod
        let main = try #require(pod.spec.containers.first)
        #expect(main.startupProbe?.grpc?.port == 9000)
        #expect(main.startupProbe?.failureThreshold == 30)
        #expect(main.readinessProbe?.tcpSocket?.port == .string("http"))
        let liveness = try #require(main.livenessProbe)
        #expect(liveness.httpGet?.path == "/healthz?full=1")
        #expect(liveness.httpGet?.scheme == "HTTPS")
        #expect(liveness.httpGet?.httpHeaders == [HTTPHeader(name: "X-Probe", value: "")])
        #expect([liveness.initialDelaySeconds, liveness.timeoutSeconds, liveness.periodSeconds] == [1, 2, 3])
        #expect(liveness.terminationGracePeriodSeconds == 4)
        #expect(main.lifecycle?.preStop?.sleep == 1)
        #expect(main.lifecycle?.postStart?.exec?.command == ["touch", "/tmp/started"])
        #expect(main.lifecycle?.others["stopSignal"] == .string("SIGUSR1"))
    }

    @Test func `may be JSON, with its lines and its escapes`() throws {
        let text = #"""
            {
              "apiVersion": "v1", "kind": "Pod",
              "metadata": {"name": "a"},
              "spec": {"containers": [{"name": "a", "image": "b",
                "env": [{"name": "SMILE", "value": "\ud83d\ude00\u00e9\/\\u"}]
              }]}
            }
            """#
        let pod = try #require(ManifestParser(file: "a").parse(text).pods.first).pod
        #expect(pod.spec.containers[0].env[0].value == "😀é/\\u")
        let broken = text.replacing(#""SMILE""#, with: "5")
        #expect(issues(broken).first?.hasPrefix("pod.yaml:5: error: spec.containers[0].env[0].name: ") == true)
    }
}
