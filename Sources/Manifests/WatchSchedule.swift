/// When to read the manifests again: pure; times are nanoseconds of any monotonic clock.
///
/// A file that is complete (closed after writing, or renamed into place) is read at once. Anything else waits until the
/// files have been quiet for a moment, so that half-written files are not read and an editor's delete-and-write is one
/// change, but not for longer than `patience` in all.
struct WatchSchedule {
    static let quiet: Int64 = 75_000_000
    static let patience: Int64 = 1_000_000_000

    private let period: Int64
    private var nextListing: Int64
    /// Files that are being written, and since when something waits to be read.
    private var unfinished: Set<String> = []
    private var firstTouch: Int64?
    private var lastTouch: Int64 = 0
    private var isUrgent = false

    init(now: Int64, period: Int64) {
        self.period = period
        nextListing = now + period
    }

    /// Something happened to a file that may go on: created, written to, removed, other rights.
    mutating func touched(_ file: String, isUnfinished: Bool, at now: Int64) {
        if isUnfinished { unfinished.insert(file) } else { unfinished.remove(file) }
        firstTouch = firstTouch ?? now
        lastTouch = now
    }

    /// A file is complete; it is read at once unless others are still being written.
    mutating func completed(_ file: String, at now: Int64) {
        touched(file, isUnfinished: false, at: now)
        if unfinished.isEmpty { isUrgent = true }
    }

    /// Everything must be looked at again at once: a folder came, or events were lost.
    mutating func lookAgain(at now: Int64) {
        touched("", isUnfinished: false, at: now)
        isUrgent = true
    }

    /// When `due` has something to say next.
    var nextDue: Int64 {
        guard let firstTouch else { return nextListing }
        if isUrgent { return firstTouch }
        return min(nextListing, lastTouch + Self.quiet, firstTouch + Self.patience)
    }

    /// The reason to read now, or nil. A listing reads everything, so it makes up for a change that waits.
    mutating func due(at now: Int64) -> ManifestChange? {
        guard now >= nextDue else { return nil }
        (firstTouch, isUrgent) = (nil, false)
        unfinished = []
        guard now >= nextListing else { return .changed }
        nextListing = now + period
        return .periodic
    }
}
