import PodModel
import Runtimes
import SimulatedWorld
import Testing

@testable import Supervision

private func message(of length: Int, containers: Int, inits: Int) -> (String, String?)? {
    let pod = pod(
        inits: (0..<inits).map { container("i\($0)") }, containers: (0..<containers).map { container("c\($0)") })
    var records = [record("c0", .exited, attempt: 1, exit: 1), record("c0", .exited, exit: 1)]
    for index in records.indices { records[index].message = String(repeating: "é", count: length / 2) + "e" }
    let facts = NodeFacts(nodeName: "node", hostIP: "10.0.0.1", runtimeName: "process")
    let builder = StatusBuilder(
        pod: pod, facts: facts, view: PodView(sandboxes: [sandbox()], containers: records), old: PodStatus())
    guard let status = builder.build(now: second(100)).container("c0"), case .terminated(let end) = status.state else {
        return nil
    }
    return (end.message, status.lastState?.message)
}

// Looked up in normalizeStatus of pkg/kubelet/status/status_manager.go: 12,288 bytes divided by the number of containers and
// init containers, for the state and the last state alike; the beginning is kept.
@Suite struct `The messages of a pod's ends` {
    @Test func `are whole in a pod of three`() throws {
        let (state, last) = try #require(message(of: 4_094, containers: 2, inits: 1))
        #expect((state.utf8.count, last?.utf8.count) == (4_095, 4_095))
    }

    @Test func `are cut evenly in a larger one, between characters`() throws {
        let (state, last) = try #require(message(of: 4_094, containers: 3, inits: 1))
        #expect(state == String(repeating: "é", count: 1_536))
        #expect(last == state)
        let (odd, _) = try #require(message(of: 4_094, containers: 5, inits: 0))
        // A fifth of 12,288 bytes is 2,457.
        #expect(odd == String(repeating: "é", count: 1_228))
    }
}
