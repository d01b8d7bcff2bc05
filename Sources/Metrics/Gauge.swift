import Synchronization

/// A value that goes up and down, set from any thread without a lock.
package final class Gauge: MetricCell {
    private let bits = Atomic<UInt64>(0.0.bitPattern)

    package init() {}

    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    package func add(_ amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    package static var kind: MetricDescriptor.Kind { .gauge }
    package convenience init(shape: Void) { self.init() }
    package static func write(_ series: Series<Gauge>, shape: Void, into exposition: inout Exposition) {
        exposition.sample(series.labels, series.more.reduce(series.first.value) { $0 + $1.value })
    }
}
