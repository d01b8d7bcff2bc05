import EventLoops

/// One attempt in flight; objects are used again for later attempts, so that starting one allocates nothing.
final class Attempt {
    enum Stage {
        case idle, resolving, executing
        case connecting(WatchID)
        case transferring
    }

    let index: Int
    /// Grows with each use, so that what comes back late for an earlier one is known as stale.
    private var generation: UInt32 = 0
    var owner: UInt64 = 0
    var target: ProbeTarget?
    var timeoutNanoseconds: Int64 = 0
    /// When the first try began.
    var startedAt = MonotonicTime(nanoseconds: 0)
    /// When this try began.
    var tryStartedAt = MonotonicTime(nanoseconds: 0)
    var tries = 0
    var stage = Stage.idle
    var deadline: TimerID?
    /// Once this try's deadline has fired: an answer that is there by then counts, but nothing more may be begun, for
    /// nothing would end it.
    var isOverdue = false
    /// The socket of a tcpSocket probe.
    var socket: FileDescriptor?
    /// Whether `connect` took so long that it must have searched for a free port.
    var connectWasSlow = false
    /// Of a name with several addresses, those that were not tried yet.
    var otherAddresses: ArraySlice<IPAddress> = []
    var address = IPAddress.loopback
    /// Set once a redirect was followed or a name was resolved; before, the target has it all.
    var exchange: HTTPExchange?
    /// What the loop's stall meter read at the begin of this try.
    var stallsBefore: Int64 = 0
    /// How long commands waited for their turn.
    var lateNanoseconds: Int64 = 0
    var phases = AttemptPhases()
    /// The loop's gate lets it not count any more.
    var isAged = false
    /// Its owner does not want to hear of it any more.
    var isAbandoned = false

    init(index: Int) { self.index = index }

    /// For timers, watches, transfers and mail.
    var tag: UInt64 { UInt64(generation) << 32 | UInt64(index) }
    static func index(ofTag tag: UInt64) -> Int { Int(tag & 0xFFFF_FFFF) }

    /// Makes it ready for another use.
    func reset() {
        generation &+= 1
        target = nil
        exchange = nil
        otherAddresses = []
        stage = .idle
        isAged = false
        isAbandoned = false
    }
}

/// How long the parts of an attempt took, in nanoseconds; 0 for a part that did not happen. Redirects add up.
package struct AttemptPhases: Sendable, Equatable {
    package var resolveNanoseconds: Int64 = 0
    package var connectNanoseconds: Int64 = 0
    package var tlsNanoseconds: Int64 = 0
    package var processingNanoseconds: Int64 = 0
    package var transferNanoseconds: Int64 = 0
    package var runNanoseconds: Int64 = 0

    package init() {}

    mutating func add(_ phases: TransferPhases) {
        connectNanoseconds += phases.connectNanoseconds ?? 0
        tlsNanoseconds += phases.tlsNanoseconds ?? 0
        processingNanoseconds += phases.processingNanoseconds ?? 0
        transferNanoseconds += phases.transferNanoseconds ?? 0
    }
}

/// What came of an attempt and all its tries.
struct AttemptResult: Sendable {
    var outcome: ProbeOutcome
    var durationNanoseconds: Int64
    var tries: Int
    var phases: AttemptPhases
    /// How long podprobe let a command wait before it started it.
    var lateNanoseconds: Int64
    var isAged: Bool
}

/// Hears how an attempt ended.
protocol AttemptOwner: AnyObject {
    func attemptFinished(_ owner: UInt64, _ result: AttemptResult)
}
