import TestSupport
import Testing

/// Rows R of kubelet-semantics 9 with real processes; those of hooks are in ScenarioHookTests.
@Suite(.node()) struct `Scenarios of containers that end` {
    @Test func `R01 a liveness kill uses the probe's own grace`() async throws {
        let pod = try ScenarioPod("r01")
        let (first, log) = (pod.folder.file("first"), pod.folder.file("log"))
        let probe = """
            livenessProbe:
              exec: {command: [sh, -c, 'exit 1']}
              periodSeconds: 1
              failureThreshold: 1
              initialDelaySeconds: 2
              terminationGracePeriodSeconds: 5
            """
        // Its second instance obeys, and none outlives the folder. The clock is the monotonic one, in hundredths of a second.
        let script = """
            [ -e \(first) ] && exec sleep 1000
            touch \(first)
            now() { cut -d' ' -f1 /proc/uptime >> \(log); }
            trap now TERM
            while [ -e \(first) ]; do sleep 0.1; now; done
            """
        let manifest = Manifest.shell(name: "r01", script, probes: probe)
            .replacing("terminationGracePeriodSeconds: 3\n", with: "terminationGracePeriodSeconds: 500\n")
        try pod.start(manifest)
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(try pod.lastExitCode() == 137)
        let times = pod.lines("log").compactMap(Double.init)
        // Two seconds of delay at least, less what startedAt is cut by, then five of grace.
        #expect((times.last ?? 0) - (times.first ?? 0) >= 5)
    }

    @Test func `R05 a container that ends at once waits longer each time`() async throws {
        let pod = try ScenarioPod("r05")
        try pod.start(script: "cut -d' ' -f1 /proc/uptime >> \(pod.folder.file("starts"))\nexit 1")
        #expect(await eventually(within: 120) { pod.lines("starts").count >= 4 })
        let starts = pod.lines("starts").compactMap(Double.init)
        // Uptime is cut to hundredths.
        #expect(starts[2] - starts[1] >= 9.98 && starts[3] - starts[2] >= 19.98, "\(starts)")
    }

    @Test func `R06 a container that succeeds at once waits in CrashLoopBackOff`() async throws {
        let pod = try ScenarioPod("r06")
        try pod.start(script: "exit 0")
        #expect(await eventually { try pod.waiting() == "CrashLoopBackOff" })
        #expect(try pod.phase == "Running" && pod.lastExitCode() == 0)
    }

    @Test func `R11 under OnFailure 0 is the end and 1 is not`() async throws {
        let (good, bad) = (try ScenarioPod("r11-good"), try ScenarioPod("r11-bad"))
        try good.start(script: "exit 0", spec: "restartPolicy: OnFailure")
        try bad.start(script: "exit 1", spec: "restartPolicy: OnFailure")
        #expect(await eventually { try good.phase == "Succeeded" && bad.restarts() ?? 0 >= 1 })
        #expect(try good.ended() == "Completed" && good.restarts() == 0)
    }
}
