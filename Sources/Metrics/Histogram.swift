/// Durations sorted into buckets, from any thread without a lock.
///
/// Each observation adds to one bucket and to the sum; the cumulative counts that the text wants are summed at scrape.
/// So `_count` and the +Inf bucket always agree; the sum may be one observation ahead or behind.
package final class Histogram: MetricCell {
    private let bounds: HistogramBounds
    /// One for each bound, one above the last bound, and the sum in nanoseconds.
    private let cells: AtomicCells

    package init(bounds: HistogramBounds) {
        self.bounds = bounds
        cells = AtomicCells(count: bounds.nanoseconds.count + 2)
    }

    /// A bound belongs to its bucket. Less than nothing counts as nothing.
    package func observe(nanoseconds: Int64) {
        var bucket = 0
        while bucket < bounds.nanoseconds.count, nanoseconds > bounds.nanoseconds[bucket] { bucket += 1 }
        cells.add(1, to: bucket)
        cells.add(UInt64(max(0, nanoseconds)), to: cells.count - 1)
    }

    package var snapshot: HistogramSnapshot {
        HistogramSnapshot(
            bounds: bounds, counts: (0...bounds.nanoseconds.count).map(count(inBucket:)),
            sumNanoseconds: sumNanoseconds)
    }

    fileprivate func count(inBucket bucket: Int) -> UInt64 { cells.value(at: bucket) }
    fileprivate var sumNanoseconds: UInt64 { cells.value(at: cells.count - 1) }

    package static var kind: MetricDescriptor.Kind { .histogram }
    package convenience init(shape: HistogramBounds) { self.init(bounds: shape) }
    package static func write(
        _ series: Series<Histogram>, shape: HistogramBounds, into exposition: inout Exposition
    ) {
        let sum = series.more.reduce(series.first.sumNanoseconds) { $0 &+ $1.sumNanoseconds }
        exposition.histogram(series.labels, shape, sumNanoseconds: sum) { bucket in
            series.more.reduce(series.first.count(inBucket: bucket)) { $0 &+ $1.count(inBucket: bucket) }
        }
    }
}

/// A histogram at one moment.
package struct HistogramSnapshot: Sendable {
    package var bounds: HistogramBounds
    /// Observations in each bucket alone, not cumulative; the last is above every bound.
    package var counts: [UInt64]
    package var sumNanoseconds: UInt64

    /// - Precondition: one count for each bound and one more.
    package init(bounds: HistogramBounds, counts: [UInt64], sumNanoseconds: UInt64) {
        precondition(
            counts.count == bounds.seconds.count + 1, "\(counts.count) counts for \(bounds.seconds.count) bounds")
        self.bounds = bounds
        self.counts = counts
        self.sumNanoseconds = sumNanoseconds
    }

    package var count: UInt64 { counts.reduce(0, &+) }
}
