import PodModel
import SimulatedWorld
import Supervision
import Testing

/// A state in which every field says something.
func fullState(_ uid: String = "uid-web") -> PodState {
    let node = SimulatedNode()
    node.runtime.behaviour = { name, attempt in
        switch (name, attempt) {
        case ("i", _): .exits(0)
        case ("crash", _): .exits(3)
        default: .steady
        }
    }
    var web = pod(
        uid: uid, inits: [container("i")], containers: [container("main", readiness: tcpProbe()), container("crash")])
    web.spec.containers[0].resources.requests = ["cpu": Quantity(milliValue: 100)]
    web.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
    web.spec.containers[0].ports[0].hostPort = 80
    node.apply([web])
    node.run(seconds: 20)
    node.probe("main", .readiness, .success, pod: web)
    node.run(seconds: 2)
    return node.stored[uid] ?? PodState(uid: "", namespace: "", name: "", createdAt: second(0))
}

@Suite struct `A stored pod` {
    @Test func `comes back from its text as it was`() throws {
        let state = fullState()
        #expect(!state.backOff.isEmpty && !state.results.isEmpty && !state.attempts.isEmpty)
        #expect(state.demand.requests.count == 1 && state.demand.hostPorts.count == 1)
        #expect(state.status.containerStatuses.contains { $0.lastState != nil })
        let text = state.json.text
        let back = try #require(JSONValue(parsing: text).flatMap(PodState.init(json:)))
        var expected = state
        // What the next podprobe finds out by itself is not stored.
        (expected.status.hostIP, expected.status.qosClass) = ("", back.status.qosClass)
        expected.status.observedGeneration = 0
        #expect(back == expected)
    }

    @Test func `is refused when any part of it is missing or of another kind`() throws {
        guard case .object(let fields) = fullState().json else { return }
        for index in fields.indices {
            var less = fields
            less.remove(at: index)
            #expect(PodState(json: .object(less)) == nil, "without \(fields[index].key)")
            var wrong = fields
            wrong[index].value = .bool(true)
            #expect(PodState(json: .object(wrong)) == nil, "with a strange \(fields[index].key)")
        }
        #expect(PodState(json: .null) == nil)
    }

    @Test func `is refused when it is of another version`() {
        guard case .object(var fields) = fullState().json else { return }
        fields[0].value = .int(1)
        #expect(PodState(json: .object(fields)) == nil)
    }
}
