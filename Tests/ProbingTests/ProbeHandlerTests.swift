import PodModel
import Testing

@testable import Probing

private func plan(_ probe: Probe, ports: [ContainerPort] = [], env: [EnvVar] = []) throws -> ProbePlan {
    var container = Container(name: "app")
    container.livenessProbe = probe
    container.ports = ports
    container.env = env
    let pod = Pod(metadata: ObjectMeta(name: "web", namespace: "default", uid: "u"), spec: PodSpec())
    return try #require(ProbePlan(pod: pod, container: container, type: .liveness))
}

@Suite struct `A probe's handler` {
    @Test func `P23 expands literals in a command, knows valueFrom as empty and leaves the rest alone`() throws {
        var fromField = EnvVar(name: "B", value: "")
        fromField.valueFrom = EnvVarSource()
        var probe = Probe()
        probe.exec = ExecAction(command: ["echo", "$(A)", "[$(B)]", "$(C)", "$$(A)"])
        let made = ProbeHandler(try plan(probe, env: [EnvVar(name: "A", value: "1"), fromField]), userAgent: "")
        guard case .exec(let arguments) = made else {
            Issue.record("\(made)")
            return
        }
        #expect(arguments == ["echo", "1", "[]", "$(C)", "$(A)"])
    }

    @Test func `P18 a port name is looked up in the container's own ports and nowhere else`() throws {
        let ports = [ContainerPort(name: "web", containerPort: 8080), ContainerPort(containerPort: 9)]
        #expect((try ProbePort.resolve(.string("web"), in: ports).get()) == 8080)
        #expect((try ProbePort.resolve(.string("81"), in: ports).get()) == 81)
        #expect((try ProbePort.resolve(.int(82), in: ports).get()) == 82)
        for bad in [IntOrString.string("admin"), .string("0"), .string("65536"), .int(0), .int(-1), .int(65536)] {
            guard case .failure = ProbePort.resolve(bad, in: ports) else {
                Issue.record("\(bad)")
                continue
            }
        }
        var probe = Probe()
        probe.tcpSocket = TCPSocketAction()
        probe.tcpSocket?.port = .string("admin")
        guard case .broken(.tcp, let text) = ProbeHandler(try plan(probe, ports: ports), userAgent: "") else {
            Issue.record("resolved")
            return
        }
        #expect(text == "port \"admin\" is not a named port of this container (it names web)")
    }

    @Test func `is the first of exec, httpGet, tcpSocket and grpc`() throws {
        var probe = Probe()
        probe.grpc = GRPCAction()
        probe.grpc?.port = 1
        #expect(ProbeHandler(try plan(probe), userAgent: "").kind == .grpc)
        probe.tcpSocket = TCPSocketAction()
        probe.tcpSocket?.port = .int(1)
        #expect(ProbeHandler(try plan(probe), userAgent: "").kind == .tcp)
        probe.httpGet = HTTPGetAction()
        probe.httpGet?.port = .int(1)
        #expect(ProbeHandler(try plan(probe), userAgent: "").kind == .http)
        probe.exec = ExecAction(command: ["true"])
        #expect(ProbeHandler(try plan(probe), userAgent: "").kind == .exec)
    }
}
