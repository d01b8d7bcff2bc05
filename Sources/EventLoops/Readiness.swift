import CLinux

/// What a watch wants to hear of.
package struct Interest: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let read = Interest(rawValue: 1)
    package static let write = Interest(rawValue: 2)
    /// Say it once for each change instead of in every turn for as long as it holds (EPOLLET): the handler then reads or writes
    /// until the kernel says EAGAIN.
    package static let edge = Interest(rawValue: 4)

    var epollEvents: UInt32 {
        var events: UInt32 = 0
        if contains(.read) { events |= EPOLLIN.rawValue }
        if contains(.write) { events |= EPOLLOUT.rawValue }
        if contains(.edge) { events |= EPOLLET.rawValue }
        return events
    }
}

/// What a descriptor is ready for. `hangUp` and `error` come whether asked for or not.
package struct Readiness: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let read = Readiness(rawValue: 1)
    package static let write = Readiness(rawValue: 2)
    /// The other side is gone, or a connect failed.
    package static let hangUp = Readiness(rawValue: 4)
    package static let error = Readiness(rawValue: 8)

    /// Whether a read would not block: there is something, or an end or an error to be read.
    package var isReadable: Bool { !isDisjoint(with: [.read, .hangUp, .error]) }

    init(epollEvents events: UInt32) {
        var ready: Readiness = []
        if events & EPOLLIN.rawValue != 0 { ready.insert(.read) }
        if events & EPOLLOUT.rawValue != 0 { ready.insert(.write) }
        if events & EPOLLHUP.rawValue != 0 { ready.insert(.hangUp) }
        if events & EPOLLERR.rawValue != 0 { ready.insert(.error) }
        self = ready
    }
}
