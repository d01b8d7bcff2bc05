import CurlTransfers
package import EventLoops
import Glibc

/// How many threads and how much at once.
package struct ProbeEngineConfiguration: Sendable {
    /// Probe loop threads; 0 chooses max(1, min(4, cores / 2)): one suffices to about 8,000 probes a second.
    package var loops = 0
    /// Attempts in flight over all loops, exec apart; 0 chooses what the descriptor limit allows.
    package var maximumInFlight = 0
    /// Exec probes in flight; 0 chooses two for each core: each costs half a millisecond of CPU.
    package var execInFlight = 0
    package var userAgent = Self.userAgent
    /// When the agent started: probes created within their first period after it wait for their phase.
    package var agentStart: MonotonicTime
    /// The HTTP client of one loop.
    package var transfers: @Sendable (EventLoop) throws -> any HTTPTransfers = Self.defaultTransfers

    package init(agentStart: MonotonicTime) { self.agentStart = agentStart }

    /// As a kubelet of the release whose semantics these are.
    package static let userAgent = "kube-probe/1.35"
    static let defaultTransfers: @Sendable (EventLoop) throws -> any HTTPTransfers = { try CurlTransfers(loop: $0) }

    /// Descriptors that are not for probes: listeners, log files, manifests, wake-ups.
    private static let reservedDescriptors = 256
    /// At some 12 KiB a transfer in flight this is already a quarter of a gigabyte.
    private static let mostInFlight = 20_000

    var loopCount: Int { loops > 0 ? loops : max(1, min(4, Self.cores / 2)) }
    var execLimit: Int { execInFlight > 0 ? execInFlight : 2 * Self.cores }

    /// For each loop.
    var limitPerLoop: Int {
        let total = maximumInFlight > 0 ? maximumInFlight : min(Self.mostInFlight, Self.descriptors)
        return max(1, total / loopCount)
    }

    private static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private static var descriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return reservedDescriptors }
        let most = Int(clamping: limit.rlim_cur)
        return max(most / 2, most - reservedDescriptors)
    }
}
