/// A gauge whose values already live elsewhere and are read at each scrape.
///
/// The reader runs on the thread of the scrape: it must be quick and must not wait.
package struct GaugeCallback: Collector {
    package let descriptor: MetricDescriptor
    private let read: @Sendable () -> [(labels: LabelSet, value: Double)]

    /// One series without labels; no line while the reader has no value.
    package init(_ name: String, _ help: String, read: @escaping @Sendable () -> Double?) {
        descriptor = MetricDescriptor(name, .gauge, help)
        self.read = { read().map { [(.none, $0)] } ?? [] }
    }

    /// One series for each element, each with a value for every label.
    package init(
        _ name: String, _ help: String, labels: [String],
        read: @escaping @Sendable () -> [(values: [String], value: Double)]
    ) {
        descriptor = MetricDescriptor(name, .gauge, help)
        self.read = { read().map { (LabelSet(names: labels, values: $0.values), $0.value) } }
    }

    package var families: [MetricDescriptor] { [descriptor] }

    package func collect(into exposition: inout Exposition) {
        exposition.family(descriptor)
        for (labels, value) in read() { exposition.sample(labels, value) }
    }
}

/// A counter that someone else keeps, read at each scrape as above.
package struct CounterCallback: Collector {
    package let descriptor: MetricDescriptor
    private let read: @Sendable () -> [(labels: LabelSet, value: UInt64)]

    package init(_ name: String, _ help: String, read: @escaping @Sendable () -> UInt64) {
        descriptor = MetricDescriptor(name, .counter, help)
        self.read = { [(.none, read())] }
    }

    package init(
        _ name: String, _ help: String, labels: [String],
        read: @escaping @Sendable () -> [(values: [String], value: UInt64)]
    ) {
        descriptor = MetricDescriptor(name, .counter, help)
        self.read = { read().map { (LabelSet(names: labels, values: $0.values), $0.value) } }
    }

    package var families: [MetricDescriptor] { [descriptor] }

    package func collect(into exposition: inout Exposition) {
        exposition.family(descriptor)
        for (labels, value) in read() { exposition.sample(labels, value) }
    }
}
