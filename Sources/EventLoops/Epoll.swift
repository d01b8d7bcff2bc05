import CLinux
import Glibc

/// The kernel's epoll: which descriptors are ready. Each carries a key of 64 bits that comes back with its events.
struct Epoll: ~Copyable {
    /// Events taken in one call. More wait in the kernel for the next one, so this bounds how long timers wait for I/O.
    static let batch = 256

    private let descriptor: FileDescriptor
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init() throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw .last("epoll_create1") }
        descriptor = FileDescriptor(number)
        events = .allocate(capacity: Self.batch)
        events.initialize(repeating: epoll_event())
    }

    deinit { events.deallocate() }

    func add(_ fd: Int32, _ interest: Interest, key: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, fd, interest, key)
    }

    func change(_ fd: Int32, _ interest: Interest, key: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_MOD, fd, interest, key)
    }

    /// A descriptor that was closed too early has left by itself: that is no error here.
    func remove(_ fd: Int32) { epoll_ctl(descriptor.number, EPOLL_CTL_DEL, fd, nil) }

    private func control(_ operation: Int32, _ fd: Int32, _ interest: Interest, _ key: UInt64) throws(SystemError) {
        var event = epoll_event(events: interest.epollEvents, data: epoll_data_t(u64: key))
        guard epoll_ctl(descriptor.number, operation, fd, &event) == 0 else { throw .last("epoll_ctl") }
    }

    /// Waits for the first event, and answers how many there are. A signal ends the wait with none.
    /// - Parameter timeoutNanoseconds: 0 looks without waiting, nil waits for ever.
    func wait(timeoutNanoseconds: Int64?) -> Int {
        let timeout = timeoutNanoseconds ?? -1
        let count = clinux_epoll_wait(descriptor.number, events.baseAddress, Int32(events.count), timeout)
        precondition(count >= 0 || errno == EINTR, "epoll_pwait2(\(descriptor.number), \(timeout) ns): errno \(errno)")
        return max(0, Int(count))
    }

    /// The event at `index` of the last wait.
    func event(_ index: Int) -> (key: UInt64, readiness: Readiness) {
        let event = events[index]
        return (event.data.u64, Readiness(epollEvents: event.events))
    }
}
