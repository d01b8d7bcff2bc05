import Glibc

/// The descriptors that this process may have, for a test that takes them away. Only in a process of its own.
package struct DescriptorShortage {
    private let plenty: rlimit

    /// From now on no descriptor is given out whose number is not below `limit`.
    package init(limit: UInt = 3) {
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        plenty = before
        Self.set(rlimit(rlim_cur: rlim_t(limit), rlim_max: before.rlim_max))
    }

    /// As many as before.
    package func end() { Self.set(plenty) }

    private static func set(_ limit: rlimit) {
        var limit = limit
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
