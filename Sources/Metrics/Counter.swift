import Synchronization

/// Counts up, from any thread, without a lock (2 ns alone, 20 ns when several threads fight for one; where loops count
/// the same thing, give each its own cell: `CounterFamily.cell`).
package final class Counter: MetricCell {
    private let count = Atomic<UInt64>(0)

    package init() {}

    package func add(_ amount: UInt64 = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
    package var value: UInt64 { count.load(ordering: .relaxed) }

    package static var kind: MetricDescriptor.Kind { .counter }
    package convenience init(shape: Void) { self.init() }
    package static func write(_ series: Series<Counter>, shape: Void, into exposition: inout Exposition) {
        exposition.sample(series.labels, series.more.reduce(series.first.value) { $0 &+ $1.value })
    }
}
