import Metrics
import Testing

private func text(_ value: Double) -> String {
    let lines = written { exposition in
        exposition.family(MetricDescriptor("x", .gauge, "X."))
        exposition.sample(.none, value)
    }
    return String(lines.split(separator: "\n")[2].dropFirst("x ".count))
}

private func text(_ value: UInt64) -> String {
    let lines = written { exposition in
        exposition.family(MetricDescriptor("x", .gauge, "X."))
        exposition.sample(.none, value)
    }
    return String(lines.split(separator: "\n")[2].dropFirst("x ".count))
}

private func sum(nanoseconds: UInt64) -> String {
    let lines = written { exposition in
        exposition.family(MetricDescriptor("x", .histogram, "X."))
        exposition.histogram(.none, HistogramSnapshot(bounds: [], counts: [1], sumNanoseconds: nanoseconds))
    }
    return String(lines.split(separator: "\n")[3].dropFirst("x_sum ".count))
}

@Suite struct `Numbers as text` {
    @Test(arguments: [
        // What Go's strconv.FormatFloat(value, 'g', -1, 64) prints.
        (0.0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (10, "10"), (999_999, "999999"), (1e6, "1e+06"),
        (1_234_567, "1.234567e+06"), (1e9, "1e+09"), (1e21, "1e+21"), (1e100, "1e+100"), (0.5, "0.5"),
        (0.1 + 0.2, "0.30000000000000004"), (100.25, "100.25"), (0.0001, "0.0001"), (0.00012, "0.00012"),
        (0.00001, "1e-05"), (1.5e-7, "1.5e-07"), (Double.leastNonzeroMagnitude, "5e-324"), (-2.5, "-2.5"),
        (1_763_846_400, "1.7638464e+09"), (1_763_846_400.123, "1.763846400123e+09"), (1.0 / 3, "0.3333333333333333"),
        (Double.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.nan, "NaN"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (9_007_199_254_740_992, "9.007199254740992e+15"), (123456.789012345, "123456.789012345"),
    ])
    func `are what Go prints`(value: Double, expected: String) {
        #expect(text(value) == expected)
    }

    @Test func `read back as the same value, with no more digits than need be`() {
        var random = Seeded(state: 20_260_101)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let written = text(value)
            #expect(Double(written) == value, "\(value) came out as \(written)")
            let digits = { (text: String) in
                String(text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.reversed().drop { $0 == "0" })
            }
            #expect(digits(written) == digits(value.description), "\(value) came out as \(written)")
        }
    }

    @Test func `read back as the same value where values usually are`() {
        var random = Seeded(state: 7)
        for _ in 0..<20_000 {
            let value =
                Double(random.next() % 1_000_000_000_000_000) / [1, 1e3, 1e6, 1e9, 7].randomElement(using: &random)!
            #expect(Double(text(value)) == value)
        }
    }

    @Test(arguments: [(0, "0"), (7, "7"), (10, "10"), (1_000_000, "1000000"), (UInt64.max, "18446744073709551615")])
    func `have every digit of a count`(value: UInt64, expected: String) {
        #expect(text(value) == expected)
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (1_500_000_000, "1.5"), (2_000_000_000, "2"), (1_050_000_000, "1.05"),
        (1_234_567_123_456_789, "1234567.123456789"), (UInt64.max, "18446744073.709551615"),
    ])
    func `have every nanosecond of a sum`(nanoseconds: UInt64, expected: String) {
        #expect(sum(nanoseconds: nanoseconds) == expected)
    }

    @Test func `are canonical floats as bucket bounds`() {
        let lines = written { exposition in
            exposition.family(MetricDescriptor("x", .histogram, "X."))
            let bounds: HistogramBounds = [0, 0.00001, 0.005, 1, 2.5, 10, 300, 1_000_000]
            exposition.histogram(
                .none, HistogramSnapshot(bounds: bounds, counts: Array(repeating: 0, count: 9), sumNanoseconds: 0))
        }
        let bounds = lines.split(separator: "\n").filter { $0.contains("le=") }.map { $0.split(separator: "\"")[1] }
        #expect(bounds == ["0.0", "1e-05", "0.005", "1.0", "2.5", "10.0", "300.0", "1e+06", "+Inf"])
    }
}
