import PodModel
import Testing

@Suite struct `A probe in a manifest` {
    private func exec() -> Probe {
        var probe = Probe()
        probe.exec = ExecAction(command: ["true"])
        return probe
    }
    private func http(_ change: (inout HTTPGetAction) -> Void) -> Probe {
        var probe = Probe()
        var action = HTTPGetAction()
        action.port = .int(80)
        change(&action)
        probe.httpGet = action
        return probe
    }
    private func errors(_ probe: Probe, _ type: ProbeType = .liveness) -> [String] {
        details(probe, type).map { "\($0.path.description.dropFirst(19)): \($0.kind)" }
    }
    private func details(_ probe: Probe, _ type: ProbeType = .liveness) -> [FieldError] {
        samplePodOf { container in
            switch type {
            case .liveness: container.livenessProbe = probe
            case .readiness: container.readinessProbe = probe
            case .startup: container.startupProbe = probe
            }
        }.fieldErrors()
    }

    @Test func `is good with one handler and no numbers`() {
        for type in ProbeType.allCases {
            #expect(details(exec(), type) == [])
            #expect(details(http { $0.port = .string("http") }, type) == [])
        }
    }

    @Test func `V01 of liveness or startup has successThreshold 1`() {
        var probe = exec()
        probe.successThreshold = 2
        #expect(errors(probe) == ["livenessProbe.successThreshold: invalid"])
        #expect(errors(probe, .startup) == ["startupProbe.successThreshold: invalid"])
        #expect(details(probe)[0].detail.hasPrefix("must be 1"))
        #expect(details(probe, .readiness) == [])
    }

    @Test func `V02 of readiness has no terminationGracePeriodSeconds`() {
        var probe = exec()
        probe.terminationGracePeriodSeconds = 10
        #expect(errors(probe, .readiness) == ["readinessProbe.terminationGracePeriodSeconds: invalid"])
        #expect(details(probe, .readiness)[0].detail.hasPrefix("must not be set for readinessProbes"))
        #expect(details(probe) == [])
    }

    @Test func `V03 of liveness or startup has a terminationGracePeriodSeconds above 0`() {
        var probe = exec()
        probe.terminationGracePeriodSeconds = 0
        #expect(errors(probe) == ["livenessProbe.terminationGracePeriodSeconds: invalid"])
        #expect(errors(probe, .startup) == ["startupProbe.terminationGracePeriodSeconds: invalid"])
        #expect(details(probe)[0].detail.hasPrefix("must be greater than 0"))
    }

    @Test func `V04 has exactly one handler, and only the first of several is looked into`() {
        #expect(errors(Probe()) == ["livenessProbe: required"])
        #expect(details(Probe())[0].detail.contains("exec, httpGet, tcpSocket, grpc"))
        var probe = exec()
        probe.httpGet = HTTPGetAction()
        #expect(errors(probe) == ["livenessProbe.httpGet: forbidden"])
        #expect(details(probe)[0].detail.hasPrefix("may not specify more than 1 handler type"))
        probe.tcpSocket = TCPSocketAction()
        probe.grpc = GRPCAction()
        probe.exec?.command = []
        #expect(
            errors(probe) == [
                "livenessProbe.exec.command: required", "livenessProbe.httpGet: forbidden",
                "livenessProbe.tcpSocket: forbidden", "livenessProbe.grpc: forbidden",
            ])
    }

    @Test func `V06 takes periodSeconds 0 for its default and refuses a negative number`() {
        var probe = exec()
        probe.periodSeconds = 0
        #expect(details(probe) == [])
        probe.periodSeconds = -1
        #expect(errors(probe) == ["livenessProbe.periodSeconds: invalid"])
        (probe.initialDelaySeconds, probe.timeoutSeconds, probe.successThreshold, probe.failureThreshold) = (
            -1, -1, -1, -1
        )
        #expect(
            errors(probe, .readiness) == [
                "readinessProbe.initialDelaySeconds: invalid", "readinessProbe.timeoutSeconds: invalid",
                "readinessProbe.periodSeconds: invalid", "readinessProbe.successThreshold: invalid",
                "readinessProbe.failureThreshold: invalid",
            ])
    }

    @Test func `has no upper bounds, and a timeout may be longer than the period`() {
        var probe = exec()
        (probe.periodSeconds, probe.timeoutSeconds, probe.failureThreshold) = (1, .max, .max)
        #expect(details(probe) == [])
    }

    @Test func `V07 is forbidden on an init container that is no sidecar, as is a hook`() {
        let pod = { (policy: RestartPolicy?) in
            samplePod { pod in
                var container = Container(name: "init", image: "i")
                container.restartPolicy = policy
                (container.livenessProbe, container.readinessProbe, container.startupProbe) = (exec(), exec(), exec())
                container.lifecycle = Lifecycle()
                pod.spec.initContainers = [container]
            }
        }
        let path = "spec.initContainers[0]."
        #expect(
            errorsInShort(of: pod(nil)) == [
                path + "lifecycle: forbidden", path + "livenessProbe: forbidden", path + "readinessProbe: forbidden",
                path + "startupProbe: forbidden",
            ])
        #expect(
            pod(nil).fieldErrors()[0].detail.hasPrefix(
                "may not be set for init containers without restartPolicy=Always"))
        #expect(errorsInShort(of: pod(.always)) == [])
        #expect(errorsInShort(of: pod(.never)).first == path + "restartPolicy: notSupported")
    }

    @Test func `is looked into on a sidecar`() {
        let pod = samplePod { pod in
            var container = Container(name: "s", image: "s")
            container.restartPolicy = .always
            container.livenessProbe = Probe()
            pod.spec.initContainers = [container]
        }
        #expect(errorsInShort(of: pod) == ["spec.initContainers[0].livenessProbe: required"])
    }

    @Test(arguments: [IntOrString.int(0), .int(65536), .int(-1)])
    func `has a port from 1 to 65535`(port: IntOrString) {
        #expect(errors(http { $0.port = port }) == ["livenessProbe.httpGet.port: invalid"])
        var probe = Probe()
        probe.tcpSocket = TCPSocketAction()
        probe.tcpSocket?.port = port
        #expect(errors(probe) == ["livenessProbe.tcpSocket.port: invalid"])
    }

    @Test(arguments: [
        ("8080", ["at least one letter"]), ("", ["only lower case", "at least one letter"]),
        ("Http", ["only lower case"]),
        ("a--b", ["two hyphens"]), ("-a", ["begin or end"]), ("averylongportname", ["no more than 15"]),
        ("-", ["at least one letter", "begin or end"]),
    ]) func `has a port's name by every rule, each reported`(name: String, parts: [String]) {
        let found = details(http { $0.port = .string(name) })
        #expect(found.count == parts.count, "\(found)")
        for (error, part) in zip(found, parts) {
            #expect(error.kind == .invalid && error.detail.contains(part), "\(error)")
        }
    }

    @Test func `is told how to write a port that was quoted`() {
        #expect(details(http { $0.port = .string("8080") })[0].detail.contains("write 8080 without quotes"))
    }

    @Test func `of grpc has a number for its port`() {
        var probe = Probe()
        probe.grpc = GRPCAction()
        #expect(errors(probe) == ["livenessProbe.grpc.port: invalid"])
        probe.grpc?.port = 9000
        #expect(details(probe) == [])
    }

    @Test func `has a scheme in capitals`() {
        let found = details(http { $0.scheme = "https" })
        #expect(found.map(\.kind) == [.notSupported])
        #expect(found[0].detail.hasPrefix("did you mean HTTPS?"))
        #expect(errors(http { $0.scheme = "FTP" }) == ["livenessProbe.httpGet.scheme: notSupported"])
    }

    @Test func `has headers of letters, digits and hyphens, with any value`() {
        #expect(details(http { $0.httpHeaders = [HTTPHeader(name: "X-Ok-1", value: "\u{1}=")] }) == [])
        let found = errors(
            http { $0.httpHeaders = ["X_No", "", "a b"].map { HTTPHeader(name: $0, value: "v") } })
        #expect(found == Array(repeating: "livenessProbe.httpGet.httpHeaders: invalid", count: 3))
    }

    @Test func `as a hook has one handler too, and sleeps within the grace`() {
        let errors = { (change: (inout LifecycleHandler) -> Void) in
            var handler = LifecycleHandler()
            change(&handler)
            return errorsInShort(
                of: samplePodOf { container in
                    container.lifecycle = Lifecycle()
                    container.lifecycle?.preStop = handler
                })
        }
        let path = "spec.containers[0].lifecycle.preStop"
        #expect(errors { _ in } == [path + ": required"])
        #expect(errors { $0.sleep = 31 } == [path + ".sleep: invalid"])
        #expect(errors { $0.sleep = -1 } == [path + ".sleep: invalid"])
        #expect(errors { $0.sleep = 30 } == [])
        #expect(errors { $0.exec = ExecAction() } == [path + ".exec.command: required"])
    }
}
