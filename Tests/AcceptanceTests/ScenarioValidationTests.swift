import TestSupport
import Testing

/// Rows V of kubelet-semantics 9, as `podprobe check` tells them.
@Suite struct `Scenarios of validation` {
    private func check(_ probes: String, spec: String = "") async throws -> (status: Int32?, text: String) {
        let folder = try TemporaryDirectory()
        let file = try folder.write(Manifest.shell(name: "a", "true", probes: probes, spec: spec), to: "a.yaml")
        let (status, out, err) = try await run(Daemon.binary, ["check", file])
        return (status, out + err)
    }

    @Test(arguments: [
        ("livenessProbe: {tcpSocket: {port: 80}, successThreshold: 2}", "successThreshold", "must be 1"),
        ("startupProbe: {tcpSocket: {port: 80}, successThreshold: 2}", "successThreshold", "must be 1"),
    ]) func `V01 a second success is not asked for`(probe: String, field: String, words: String) async throws {
        let answer = try await check(probe)
        #expect(answer.status == 1 && answer.text.contains(field) && answer.text.contains(words), "\(answer.text)")
    }

    @Test func `V02 readiness has no grace of its own`() async throws {
        let answer = try await check("readinessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 10}")
        let words = "must not be set for readinessProbes"
        #expect(answer.status == 1 && answer.text.contains(words), "\(answer.text)")
    }

    @Test func `V03 a grace of 0 is too short`() async throws {
        let answer = try await check("livenessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 0}")
        #expect(answer.status == 1 && answer.text.contains("must be greater than 0"), "\(answer.text)")
    }

    @Test func `V04 a probe has one handler, neither two nor none`() async throws {
        let two = try await check("livenessProbe: {httpGet: {port: 80}, exec: {command: [\"true\"]}}")
        let words = "may not specify more than 1 handler type"
        #expect(two.status == 1 && two.text.contains(words), "\(two.text)")
        let none = try await check("livenessProbe: {periodSeconds: 5}")
        #expect(none.status == 1 && none.text.contains("must specify a handler type"), "\(none.text)")
    }

    @Test func `V06 a period of 0 is the default, a negative one a mistake`() async throws {
        let zero = try await check("livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 0}")
        #expect(zero.status == 0, "\(zero.text)")
        let negative = try await check("livenessProbe: {tcpSocket: {port: 80}, periodSeconds: -1}")
        let words = "must be greater than or equal to 0"
        #expect(negative.status == 1 && negative.text.contains(words), "\(negative.text)")
    }

    @Test func `V07 an init container that is no sidecar has no probes`() async throws {
        let spec = """
            initContainers:
            - {name: one, image: x, command: ["true"], livenessProbe: {tcpSocket: {port: 80}}}
            """
        let answer = try await check("", spec: spec)
        let words = "may not be set for init containers without restartPolicy=Always"
        #expect(answer.status == 1 && answer.text.contains(words), "\(answer.text)")
    }
}
