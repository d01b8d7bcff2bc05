import Glibc

/// A small file below /proc or /sys, whole; nil where it cannot be read.
func procFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while all.count < 1 << 20 {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 { return nil }
        if count == 0 { break }
        all += buffer[..<count]
    }
    return String(decoding: all, as: UTF8.self)
}

/// The number after `key` and a colon in a file of `Key:   123 kB` lines.
func procNumber(_ key: String, in text: String) -> UInt64? {
    for line in text.split(separator: "\n") where line.hasPrefix("\(key):") {
        let words = line.dropFirst(key.count + 1).split(whereSeparator: { $0 == " " || $0 == "\t" })
        return words.first.flatMap { UInt64($0) }
    }
    return nil
}
