import Glibc

/// An open descriptor with one owner: it is closed when its owner lets go of it.
///
/// A descriptor that a loop watches is unwatched first.
package struct FileDescriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes over `number`, which must be open and belong to nobody else.
    package init(_ number: Int32) {
        precondition(number >= 0, "descriptor \(number)")
        self.number = number
    }

    deinit { close(number) }

    /// Gives the number away without closing it.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}
