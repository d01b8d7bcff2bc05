import Glibc

/// A network namespace with nothing but loopback, so that no firewall rule, no connection tracking and no neighbour takes
/// part in the measurement (engine-measurements, "How far to trust the numbers").
enum PrivateNetwork {
    private static let newNetwork: Int32 = 0x4000_0000
    private typealias Unshare = @convention(c) (Int32) -> Int32

    /// Moves this process into one before it has threads. Answers why that did not work.
    static func enter() -> String? {
        // Glibc hides it behind _GNU_SOURCE.
        guard let symbol = dlsym(nil, "unshare") else { return "this C library has no unshare" }
        let unshare = unsafeBitCast(symbol, to: Unshare.self)
        guard unshare(newNetwork) == 0 else { return "unshare: errno \(errno)" }
        return raiseLoopback() ? nil : "loopback could not be switched on: errno \(errno)"
    }

    /// What `ip link set lo up` does: an ifreq is sixteen bytes of name, then the flags.
    private static func raiseLoopback() -> Bool {
        let fd = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(fd) }
        return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { request in
            request.initializeMemory(as: UInt8.self, repeating: 0)
            request.copyBytes(from: Array("lo".utf8))
            request.storeBytes(of: Int16(IFF_UP | IFF_RUNNING), toByteOffset: 16, as: Int16.self)
            guard let base = request.baseAddress else { return false }
            return ioctl(fd, UInt(SIOCSIFFLAGS), base) == 0
        }
    }
}
