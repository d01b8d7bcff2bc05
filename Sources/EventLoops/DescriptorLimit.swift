import Glibc

/// How many descriptors this process may have open: before and after it was raised.
package struct DescriptorLimit: Sendable, Equatable {
    package var before: Int
    package var now: Int
}

/// Raises the limit of open descriptors to the hard limit: each probe in flight holds one or more. Children inherit it.
package func raiseDescriptorLimit() throws(SystemError) -> DescriptorLimit {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw .last("getrlimit") }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw .last("setrlimit") }
    return DescriptorLimit(before: Int(clamping: before), now: Int(clamping: limit.rlim_cur))
}
