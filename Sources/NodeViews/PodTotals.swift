import PodModel
import Synchronization

/// What pods have used since podprobe started, over the restarts of their containers.
///
/// A pod's counters are sums over its containers. Without a memory such a sum would fall when one of several containers
/// is replaced, and Prometheus would take everything that the others ever used for growth.
final class PodTotals: Sendable {
    /// A pod in a crash loop has a new container every few minutes: so many ended ones are kept apart, older ones
    /// as one sum.
    private static let apartLimit = 16

    private struct Pod {
        /// The newest usage of each container, by its id.
        var apart: [String: ContainerStats] = [:]
        var older: ContainerStats?
    }

    private let pods = Mutex<[String: Pod]>([:])

    /// Takes the newest usage by pod uid, and gives for each pod all that its counters are the sum of. A pod that is
    /// not asked about any more is forgotten.
    func record(_ usage: [String: [ContainerStats]]) -> [String: [ContainerStats]] {
        pods.withLock { pods in
            pods = pods.filter { usage[$0.key] != nil }
            for (uid, stats) in usage { Self.add(stats, to: &pods[uid, default: Pod()]) }
            return pods.mapValues { Array($0.apart.values) + ($0.older.map { [$0] } ?? []) }
        }
    }

    private static func add(_ stats: [ContainerStats], to pod: inout Pod) {
        for one in stats {
            // Two scrapes at once may bring their samples in the wrong order.
            if let known = pod.apart[one.containerID], known.sampledAt > one.sampledAt { continue }
            pod.apart[one.containerID] = one
        }
        guard pod.apart.count > stats.count + apartLimit else { return }
        let living = Set(stats.map(\.containerID))
        for (id, ended) in pod.apart where !living.contains(id) {
            pod.older = pod.older.map { $0.counting(ended) } ?? ended
            pod.apart[id] = nil
        }
    }
}

extension ContainerStats {
    /// The counters of both.
    fileprivate func counting(_ other: ContainerStats) -> ContainerStats {
        func sum<Value: AdditiveArithmetic>(_ a: Value?, _ b: Value?) -> Value? {
            guard let a, let b else { return a ?? b }
            return a + b
        }
        var all = self
        all.cpuUserSeconds = sum(cpuUserSeconds, other.cpuUserSeconds)
        all.cpuSystemSeconds = sum(cpuSystemSeconds, other.cpuSystemSeconds)
        all.readBytes = sum(readBytes, other.readBytes)
        all.writtenBytes = sum(writtenBytes, other.writtenBytes)
        all.reads = sum(reads, other.reads)
        all.writes = sum(writes, other.writes)
        return all
    }
}
