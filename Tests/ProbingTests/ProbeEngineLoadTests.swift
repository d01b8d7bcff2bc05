import PodModel
import Probing
import TestSupport
import Testing

@Suite struct `A probe engine under load` {
    @Test func `does not blame a target for an answer that it asked for too late`() async throws {
        let slow = try HTTPTestServer(.hold)
        let bad = try HTTPTestServer.answering("500 Bad")
        // One attempt at a time: while the slow target is waited for, the bad one becomes late by more than a second.
        let engine = try TestEngine(maximumInFlight: 1)
        let slowKey = try engine.add(.liveness, pod: "slow", period: "1h", timeout: "1h") { $0.get(slow.port) }
        #expect(await eventually { slow.requests.count == 1 })
        let badKey = try engine.add(.liveness, pod: "bad", period: "100ms") { $0.get(bad.port) }
        #expect(await eventually { engine.metric("podprobe_probes_due") == 1 })
        #expect(await eventually { engine.metric("podprobe_probe_queue_oldest_age_seconds") ?? 0 > 1.1 })
        engine.engine.remove(slowKey)
        #expect(
            await eventually { engine.events(badKey).first?.hasPrefix("ProbeInconclusive: Liveness probe") == true })
        #expect(engine.metric("podprobe_probes_late_total", "Liveness") == 1)
        #expect(engine.metric("podprobe_probes_completed_total", "Liveness", "http", "inconclusive") ?? 0 >= 1)
        #expect(engine.metric("podprobe_probe_periods_missed_total", "Liveness") ?? 0 >= 10)
        #expect(engine.metric("podprobe_probes_skipped_total", "Liveness", "overload") ?? 0 >= 10)
        // Asked in time, it is.
        #expect(await eventually { engine.results(badKey) == [.success, .failure] })
        #expect(engine.results(slowKey) == [.success])
    }

    @Test func `asks quick targets although a thousand others hang`() async throws {
        let listener = try FullListener()
        let quick = try HTTPTestServer.answering()
        let engine = try TestEngine(maximumInFlight: 2000)
        for number in 0..<600 {
            try engine.add(.liveness, pod: "hanging-\(number)", period: "1h", timeout: "30s") {
                $0.connect(listener.port)
            }
        }
        let key = try engine.add(.readiness, pod: "quick") { $0.get(quick.port) }
        #expect(await eventually { quick.connectionCount > 5 })
        #expect(engine.results(key) == [.failure, .success])
        #expect(await eventually { engine.metric("podprobe_probes_in_flight", "tcp") == 600 })
    }

    @Test func `shows metrics that a strict reader accepts, every known series from the beginning`() async throws {
        let engine = try TestEngine()
        #expect(ExpositionChecker.complaints(engine.text) == [])
        for type in ["Liveness", "Readiness", "Startup"] {
            for handler in ["exec", "http", "tcp", "grpc"] {
                #expect(engine.metric("podprobe_probes_started_total", type, handler) == 0)
            }
            #expect(engine.metric("podprobe_schedule_lag_seconds_count", type) == 0)
        }
        #expect(engine.metric("podprobe_probe_failures_total", "grpc", "grpc_status") == 0)
        let server = try HTTPTestServer.answering()
        let key = try engine.add(.readiness) { $0.get(server.port) }
        #expect(await eventually { engine.results(key).last == .success })
        #expect(await eventually { engine.metric("podprobe_probe_success{", "pod=\"web\"") == 1 })
        #expect(engine.metric("podprobe_probe_healthy{", "pod=\"web\"", "pod_uid=\"web-uid\"") == 1)
        #expect(engine.metric("podprobe_probe_consecutive_failures{", "pod=\"web\"") == 0)
        #expect(engine.metric("podprobe_probe_last_attempt_timestamp_seconds{", "pod=\"web\"") ?? 0 > 1_700_000_000)
        #expect(engine.metric("prober_probe_duration_seconds_count{", "Readiness", "pod=\"web\"") ?? 0 >= 1)
        #expect(engine.metric("podprobe_probe_transitions_total{", "Readiness", "to=\"healthy\"") == 1)
        #expect(ExpositionChecker.complaints(engine.text) == [])
    }

    // Looked up: ProberDuration (prober_manager.go) is subsystem prober, name probe_duration_seconds, without pod_uid;
    // doProbe (worker.go) observes no failure.
    @Test func `times successes alone in the kubelet's histogram and failures in its own`() async throws {
        let engine = try TestEngine(detail: false)
        let port = freePort()
        try engine.add(.readiness) { $0.get(port) }
        #expect(await eventually { engine.metric("prober_probe_total", "failed", "pod_uid=\"web-uid\"") ?? 0 > 2 })
        #expect(engine.metric("prober_probe_duration_seconds_count") == nil)
        #expect(engine.metric("podprobe_probe_attempt_duration_seconds_count", "http", "failed") ?? 0 > 2)
        #expect(engine.metric("podprobe_probe_failures_total", "http", "refused") ?? 0 > 2)
        #expect(engine.metric("podprobe_probe_success") == nil)
    }
}
