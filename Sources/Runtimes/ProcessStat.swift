/// One process at one moment, from `/proc/PID/stat`.
struct ProcessStat: Sendable, Equatable {
    /// A process for ever: its number may be given away, its start time (ticks since boot) not with it.
    struct Key: Sendable, Hashable {
        var pid: Int32
        var startTicks: UInt64
    }

    var key: Key
    var state: UInt8
    var parent: Int32
    var group: Int32
    var session: Int32
    /// CPU in clock ticks; `waited` is that of children which ended and were waited for, theirs included.
    var userTicks: UInt64
    var systemTicks: UInt64
    var waitedUserTicks: UInt64
    var waitedSystemTicks: UInt64
    var threads: UInt64

    var pid: Int32 { key.pid }
    /// Ended, and only its exit status is left.
    var isDead: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

    /// Reads the file's one line. The second field is the program's name in parentheses and may hold anything, parentheses
    /// and line breaks too, so the rest is counted from the last `)`.
    init?(parsing bytes: ArraySlice<UInt8>) {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), let close = bytes.lastIndex(of: UInt8(ascii: ")")),
            open < close, let pid = Decimal.read(bytes[..<open].dropLast())
        else { return nil }
        // Field 3, the state, is the first one here.
        let fields = bytes[(close + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count >= 20, let state = fields[0].first else { return nil }
        func number(_ field: Int) -> UInt64? { Decimal.read(fields[field - 3]) }
        guard let parent = number(4), let group = number(5), let session = number(6), let user = number(14),
            let system = number(15), let waitedUser = number(16), let waitedSystem = number(17),
            let threads = number(20), let start = number(22)
        else { return nil }
        key = Key(pid: Int32(truncatingIfNeeded: pid), startTicks: start)
        self.state = state
        self.parent = Int32(truncatingIfNeeded: parent)
        self.group = Int32(truncatingIfNeeded: group)
        self.session = Int32(truncatingIfNeeded: session)
        userTicks = user
        systemTicks = system
        waitedUserTicks = waitedUser
        waitedSystemTicks = waitedSystem
        self.threads = threads
    }

    /// For tests and tables: a process that has used nothing.
    init(pid: Int32, startTicks: UInt64 = 1, parent: Int32 = 1, group: Int32? = nil, session: Int32? = nil) {
        key = Key(pid: pid, startTicks: startTicks)
        state = UInt8(ascii: "S")
        self.parent = parent
        self.group = group ?? pid
        self.session = session ?? pid
        userTicks = 0
        systemTicks = 0
        waitedUserTicks = 0
        waitedSystemTicks = 0
        threads = 1
    }
}

/// Digits of `/proc` without a String in between.
enum Decimal {
    /// nil unless all of `bytes` is one number; a negative one (a field that is -1 for "none") is 0.
    static func read(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        guard let first = bytes.first else { return nil }
        if first == UInt8(ascii: "-") { return read(bytes.dropFirst()) == nil ? nil : 0 }
        var value: UInt64 = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// The first number of the line that begins with `name` (`VmSwap:`), in a file of such lines.
    static func field(_ name: StaticString, in bytes: ArraySlice<UInt8>) -> UInt64? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: wanted) {
            let rest = line.dropFirst(wanted.count).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            return read(rest.prefix { $0 != UInt8(ascii: " ") })
        }
        return nil
    }
}
