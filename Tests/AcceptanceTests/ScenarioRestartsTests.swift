import TestSupport
import Testing

/// Rows R, I, S, E and Q of kubelet-semantics 9 with real processes.
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

    @Test func `R13 R15 a postStart hook that fails ends the container, and one over tcpSocket always does`()
        async throws
    {
        for (name, hook) in [("r13", "exec: {command: [sh, -c, 'exit 1']}"), ("r15", "tcpSocket: {port: 80}")] {
            let pod = try ScenarioPod(name)
            try pod.start(script: "exec sleep 1000", probes: "lifecycle: {postStart: {\(hook)}}")
            let failed = await eventually {
                try pod.messages("FailedPostStartHook").contains { $0.hasPrefix("PostStartHook failed") }
                    && pod.messages("Killing").contains("FailedPostStartHook")
            }
            #expect(failed, "\(name): \(pod.daemon.program.standardError.suffix(2000))")
        }
    }

    @Test func `I03 an init container that fails under Never fails the pod`() async throws {
        let pod = try ScenarioPod("i03")
        let spec = """
            restartPolicy: Never
            initContainers:
            - {name: one, image: x, command: ["true"]}
            - {name: two, image: x, command: ["false"]}
            """
        try pod.start(script: "touch \(pod.folder.file("app"))", spec: spec)
        #expect(await eventually { try pod.phase == "Failed" })
        #expect(pod.lines("app").isEmpty)
        #expect(try pod.restarts() == 0 && pod.waiting() == "PodInitializing")
    }

    @Test func `I04 I10 W21 an unready sidecar holds up nobody but the pod's readiness`() async throws {
        let pod = try ScenarioPod("i04")
        let spec = """
            initContainers:
            - {name: init, image: x, command: ["true"]}
            - name: side
              image: x
              restartPolicy: Always
              command: [sleep, "1000"]
              readinessProbe: {exec: {command: [test, -e, \(pod.folder.file("up"))]}, periodSeconds: 1}
            """
        try pod.start(script: "exec sleep 1000", spec: spec)
        #expect(await eventually { try pod.ready() == true })
        #expect(try pod.ready("side") == false && pod.ready("init") == true)
        #expect(try pod.condition("Ready") == ("False", "ContainersNotReady"))
        try pod.folder.writeFile("", to: "up")
        #expect(await eventually { try pod.ready("side") == true && pod.condition("Ready").status == "True" })
    }

    @Test func `S02 a crashing neighbour leaves the pod Running`() async throws {
        let pod = try ScenarioPod("s02")
        try pod.start(script: "exit 1", probes: "", spec: "")
        try pod.start(
            Manifest.shell(name: "s02", "exit 1") + "\n  - {name: steady, image: x, command: [sleep, \"1000\"]}\n")
        #expect(await eventually { try pod.waiting() == "CrashLoopBackOff" && pod.ready("steady") == true })
        #expect(try pod.phase == "Running")
    }

    @Test func `S04 under Never one failure fails the pod`() async throws {
        let pod = try ScenarioPod("s04")
        try pod.start(
            Manifest.shell(name: "s04", "exit 0", spec: "restartPolicy: Never")
                + "\n  - {name: bad, image: x, command: [\"false\"]}\n")
        #expect(await eventually { try pod.phase == "Failed" })
        #expect(try pod.ended() == "Completed" && pod.ended("bad") == "Error")
    }

    @Test func `E02 what is no reference stays as it is`() async throws {
        let pod = try ScenarioPod("e02")
        let out = pod.folder.file("out")
        try pod.start(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: e02}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: x
                env: [{name: A, value: "1"}]
                command: [sh, -c, 'printf "%s\\n" "$@" > \(out)', sh, "$(A)", "$$(A)", "$(A", "$A", "${A}", "$()"]
            """)
        #expect(await eventually { try pod.phase == "Succeeded" })
        #expect(pod.lines("out") == ["1", "$(A)", "$(A", "$A", "${A}", "$()"])
    }

    @Test(arguments: [
        ("q01", "limits: {cpu: 1m, memory: 1Mi}", "Guaranteed"),
        ("q03", "limits: {cpu: 1m, memory: 1Mi}, requests: {cpu: \"0\"}", "Burstable"),
    ]) func `Q01 Q03 limits alone are Guaranteed, a request of 0 beside one is not`(
        name: String, resources: String, expected: String
    ) async throws {
        let pod = try ScenarioPod(name)
        try pod.start(script: "exec sleep 1000", probes: "resources: {\(resources)}")
        #expect(await eventually { try pod.qosClass != nil })
        #expect(try pod.qosClass == expected)
    }
}
