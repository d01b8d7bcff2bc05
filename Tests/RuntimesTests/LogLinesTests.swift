import PodModel
import Testing

@testable import Runtimes

private let time = Timestamp(nanoseconds: 1_795_653_369_000_000_007)
private let stamp = "2026-11-26T00:36:09.000000007Z"

/// Feeds the pieces one after the other and gives the lines.
private func encode(_ pieces: [String], finish: Bool = true, _ stream: LogLines.Stream = .stdout) -> (
    text: String, count: Int
) {
    var lines = LogLines(stream)
    var out: [UInt8] = []
    var count = 0
    for piece in pieces { count += lines.add(Array(piece.utf8)[...], at: time, to: &out) }
    if finish { count += lines.finish(at: time, to: &out) }
    return (String(decoding: out, as: UTF8.self), count)
}

@Suite struct `What a container writes` {
    @Test func `becomes lines of the CRI log format`() {
        #expect(encode(["a\n\nb c\n"]).text == "\(stamp) stdout F a\n\(stamp) stdout F \n\(stamp) stdout F b c\n")
        #expect(encode(["x\n"], .stderr).text == "\(stamp) stderr F x\n")
    }

    @Test func `is one line however it arrives`() {
        #expect(encode(["he", "l", "lo\nwor", "ld\n"]).text == "\(stamp) stdout F hello\n\(stamp) stdout F world\n")
    }

    @Test func `has its last line ended by the end of the stream, and not before`() {
        #expect(encode(["a"], finish: false).text == "")
        #expect(encode(["a"]).text == "\(stamp) stdout F a\n")
        #expect(encode(["a\n"]).count == 1)
    }

    @Test func `is cut into partial entries where a line is too long`() {
        let piece = String(repeating: "x", count: LogLines.longestPiece)
        #expect(encode([piece + "\n"]).text == "\(stamp) stdout F \(piece)\n")
        let long = encode([piece, piece + "y\n"])
        #expect(long.text == "\(stamp) stdout P \(piece)\n\(stamp) stdout P \(piece)\n\(stamp) stdout F y\n")
        #expect(long.count == 3)
        #expect(
            encode([piece + "y\nz\n"]).text == "\(stamp) stdout P \(piece)\n\(stamp) stdout F y\n\(stamp) stdout F z\n")
    }

    @Test func `may be any bytes`() {
        var lines = LogLines(.stdout)
        var out: [UInt8] = []
        _ = lines.add([0, 255, 13, 10], at: time, to: &out)
        #expect(out.suffix(5) == [32, 0, 255, 13, 10])
    }

    @Test func `is put together again from random pieces`() {
        var random = SeededGenerator(state: 3)
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                String(repeating: "ab", count: .random(in: 0...12_000, using: &random)) + "\n"
            }.joined()
            var rest = Array(text.utf8)[...]
            var lines = LogLines(.stdout)
            var out: [UInt8] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(rest.count, 30_000), using: &random)
                _ = lines.add(rest.prefix(count), at: time, to: &out)
                rest = rest.dropFirst(count)
            }
            let entries = String(decoding: out, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            let joined = entries.dropLast().map { entry in
                let parts = entry.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
                return parts[3] + (parts[2] == "F" ? "\n" : "")
            }.joined()
            #expect(joined == text)
        }
    }
}

@Suite struct `A time in a log` {
    @Test(arguments: [(0, "000000000"), (1, "000000001"), (120_000_000, "120000000"), (999_999_999, "999999999")])
    func `has nine digits after the second`(nanoseconds: Int64, digits: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).rfc3339Nano == "1970-01-01T00:00:00.\(digits)Z")
    }
}
