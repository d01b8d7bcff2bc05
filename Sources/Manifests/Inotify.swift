import Glibc

/// The kernel's reports of changes in folders. Owned by one thread.
final class Inotify {
    struct Event: Equatable {
        /// -1 for an overflow of the kernel's queue.
        var watch: Int32
        var mask: UInt32
        /// Of the folder's entry; "" where the folder itself is meant.
        var name: String

        func has(_ bits: Int32) -> Bool { mask & UInt32(bits) != 0 }
    }

    /// What can happen to the entries of a folder and to itself.
    static let mask = UInt32(
        IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ONLYDIR)

    let descriptor: Int32

    /// nil, with errno, where the user's limit of inotify instances is reached.
    init?() {
        let number = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        // Before anything is kept: what deinit would close says another errno.
        if number < 0 { return nil }
        descriptor = number
    }

    deinit { close(descriptor) }

    /// - Returns: the number that events of that folder carry, the same for the same folder; nil with errno.
    func watch(_ folder: String) -> Int32? {
        let watch = inotify_add_watch(descriptor, folder, Self.mask)
        return watch < 0 ? nil : watch
    }

    func unwatch(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

    /// Everything that happened since the last call.
    func events() -> [Event] {
        var all: [Event] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return all }
            all += Self.parse(buffer[..<count])
        }
    }

    /// A watch, a mask, a cookie and the length of the name, each of four bytes, and the name filled up with zeros.
    static func parse(_ bytes: ArraySlice<UInt8>) -> [Event] {
        var events: [Event] = []
        var rest = bytes
        while rest.count >= 16 {
            func field(_ index: Int) -> UInt32 {
                rest.dropFirst(index * 4).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
            }
            let name = rest.dropFirst(16).prefix(Int(field(3)))
            let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            events.append(Event(watch: Int32(bitPattern: field(0)), mask: field(1), name: text))
            rest = rest.dropFirst(16 + name.count)
        }
        return events
    }
}
