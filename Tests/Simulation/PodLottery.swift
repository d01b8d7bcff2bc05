import PodModel
import SimulatedWorld

/// Draws pods of every kind that podprobe knows: policies, init containers, sidecars, probes, hooks, deadlines.
struct PodLottery {
    var chance: SeededGenerator

    init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

    mutating func pod(_ index: Int) -> Pod {
        var inits: [Container] = []
        if chance.chance(0.4) {
            for number in 0..<Int.random(in: 1...2, using: &chance) {
                inits.append(chance.chance(0.5) ? sidecar("s\(number)") : plain("i\(number)"))
            }
        }
        let containers = (0..<(chance.chance(0.4) ? 2 : 1)).map { app("c\($0)") }
        // Without a uid podprobe makes one up from the whole manifest: every edit makes another pod.
        let uid = chance.chance(0.6) ? "p\(index)-\(UInt32.random(in: 0...0xFFFF, using: &chance))" : ""
        var one = SimulatedWorld.pod(
            "p\(index)", uid: uid,
            policy: pick([.always, .always, .always, .onFailure, .never]), grace: pick([0, 1, 2, 5, 30, 30, 60]),
            inits: inits, containers: containers)
        if chance.chance(0.1) { one.spec.activeDeadlineSeconds = Int64.random(in: 600...7_200, using: &chance) }
        if chance.chance(0.4) { one.spec.priority = Int32.random(in: 0...2, using: &chance) }
        return one
    }

    private mutating func plain(_ name: String) -> Container {
        var one = container(name)
        if chance.chance(0.3) {
            one.resources.requests["cpu"] = Quantity(milliValue: pick([250, 750, 1_250]))
        }
        return one
    }

    private mutating func sidecar(_ name: String) -> Container {
        var one = app(name)
        one.restartPolicy = .always
        return one
    }

    private mutating func app(_ name: String) -> Container {
        var one = container(
            name, liveness: chance.chance(0.6) ? probe(.liveness) : nil,
            readiness: chance.chance(0.5) ? probe(.readiness) : nil,
            startup: chance.chance(0.25) ? probe(.startup) : nil)
        if chance.chance(0.15) {
            one.lifecycle = Lifecycle()
            if chance.chance(0.5) { one.lifecycle?.postStart = hook() }
            if chance.chance(0.6) { one.lifecycle?.preStop = hook() }
        }
        if chance.chance(0.5) {
            one.resources.requests["cpu"] = Quantity(milliValue: pick([100, 250, 500, 1_000]))
        }
        if chance.chance(0.04) { one.env = [needed()] }
        return one
    }

    /// A variable from the ConfigMap that comes late.
    private func needed() -> EnvVar {
        var variable = EnvVar(name: "LEVEL", value: "")
        variable.valueFrom = EnvVarSource()
        variable.valueFrom?.configMapKeyRef = KeySelector()
        variable.valueFrom?.configMapKeyRef?.name = "settings"
        variable.valueFrom?.configMapKeyRef?.key = "level"
        return variable
    }

    private mutating func hook() -> LifecycleHandler {
        var hook = LifecycleHandler()
        hook.exec = ExecAction(command: ["hook"])
        return hook
    }

    private mutating func probe(_ type: ProbeType) -> Probe {
        var probe = tcpProbe(grace: type != .readiness && chance.chance(0.3) ? pick([1, 3, 10, 90]) : nil)
        probe.periodSeconds = type == .startup ? pick([1, 5, 10]) : pick([5, 10, 20, 30, 60, 60])
        probe.timeoutSeconds = Int32.random(in: 1...3, using: &chance)
        probe.failureThreshold = Int32.random(in: 1...4, using: &chance)
        probe.successThreshold = type == .readiness ? Int32.random(in: 1...3, using: &chance) : 1
        probe.initialDelaySeconds = chance.chance(0.3) ? Int32.random(in: 1...40, using: &chance) : 0
        return probe
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &chance)]
    }
}
