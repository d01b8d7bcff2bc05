import CLinux
import Glibc

/// A system call that failed: which one, and why.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name of the call, as in its manual page.
    package var call: String
    package var errno: Int32

    package init(_ call: String, _ errno: Int32) {
        self.call = call
        self.errno = errno
    }

    /// What the call that has just failed left in `errno`; nothing may happen in between.
    static func last(_ call: String) -> SystemError { SystemError(call, Glibc.errno) }

    /// "connect: Connection refused (111)".
    package var description: String { "\(call): \(message) (\(errno))" }

    /// "Connection refused".
    package var message: String {
        guard let text = clinux_error_text(errno) else { return "unknown error" }
        return String(cString: text)
    }

    /// "ECONNREFUSED"; "errno 999" for a number that has no name.
    package var name: String {
        guard let name = clinux_error_name(errno) else { return "errno \(errno)" }
        return String(cString: name)
    }

    /// Whether podprobe itself ran short of something (descriptors, ports, memory, processes), so that the error says
    /// nothing about the target (engine-measurements, design advice 6; product.md promise 3).
    package var isLocalTrouble: Bool {
        switch errno {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EAGAIN: true
        default: false
        }
    }
}
