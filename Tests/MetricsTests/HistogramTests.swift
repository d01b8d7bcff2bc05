import Metrics
import Testing

@Suite struct `A histogram` {
    @Test func `puts a value that equals a bound below it`() {
        let histogram = Histogram(bounds: [0.005, 1])
        histogram.observe(nanoseconds: 5_000_000)
        histogram.observe(nanoseconds: 5_000_001)
        histogram.observe(nanoseconds: 1_000_000_000)
        histogram.observe(nanoseconds: 1_100_000_000)
        #expect(histogram.snapshot.counts == [1, 2, 1])
        #expect(histogram.snapshot.count == 4)
    }

    @Test func `sums to the nanosecond`() {
        let histogram = Histogram(bounds: .defaults)
        histogram.observe(nanoseconds: 1)
        histogram.observe(nanoseconds: 250_000_000)
        #expect(histogram.snapshot.sumNanoseconds == 250_000_001)
    }

    @Test func `counts less than nothing as nothing, and keeps the endless`() {
        let histogram = Histogram(bounds: [1])
        histogram.observe(nanoseconds: -5)
        histogram.observe(nanoseconds: .max)
        #expect(histogram.snapshot.counts == [1, 1])
        #expect(histogram.snapshot.sumNanoseconds == UInt64(Int64.max))
    }

    @Test func `loses nothing when threads observe at once`() async {
        let histogram = Histogram(bounds: .lag)
        await withTaskGroup { group in
            for thread in 0..<4 {
                group.addTask { for _ in 0..<10_000 { histogram.observe(nanoseconds: Int64(thread) * 1_000_000) } }
            }
        }
        #expect(histogram.snapshot.count == 40_000)
        #expect(histogram.snapshot.sumNanoseconds == 10_000 * 6_000_000)
    }
}
