import CLinux
import Glibc

/// The kernel's eventfd: one thread signals, another one wakes up.
struct EventCounter: ~Copyable, Sendable {
    enum Reading {
        /// A loop watches it; ``clear()`` takes all signals at once.
        case watched
        /// ``wait()`` blocks until there is a signal, and takes one.
        case oneByOne
    }

    private let fileDescriptor: FileDescriptor
    var descriptor: Int32 { fileDescriptor.number }

    init(_ reading: Reading) throws(SystemError) {
        let flags = reading == .watched ? EFD_NONBLOCK : EFD_SEMAPHORE
        let number = eventfd(0, Int32(flags | EFD_CLOEXEC))
        guard number >= 0 else { throw .last("eventfd") }
        fileDescriptor = FileDescriptor(number)
    }

    /// Safe from any thread, and from a signal handler.
    func signal(_ count: UInt64 = 1) { eventfd_write(descriptor, count) }

    func clear() {
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }

    func wait() {
        var count: eventfd_t = 0
        while eventfd_read(descriptor, &count) != 0, errno == EINTR {}
    }
}
