import Synchronization

/// The collectors of one part of /metrics, written in the order in which they were registered.
package final class Registry: Sendable {
    private struct Contents {
        var collectors: [any Collector] = []
        var taken: Set<String> = []
    }

    private let contents = Mutex(Contents())
    /// Bytes of the last answer: the next one is about as long.
    private let lastSize = Atomic<Int>(0)

    package init() {}

    /// - Precondition: no family of the collector has a name that another one here uses.
    package func register(_ collector: any Collector) {
        contents.withLock { contents in
            for family in collector.families {
                let clash = contents.taken.intersection(family.takenNames).sorted()
                precondition(
                    clash.isEmpty, "metric family \(family.name) is registered twice, or another one uses \(clash)")
                contents.taken.formUnion(family.takenNames)
            }
            contents.collectors.append(collector)
        }
    }

    /// Every family that is known before a scrape, in order.
    package var families: [MetricDescriptor] { collectors.flatMap(\.families) }

    private var collectors: [any Collector] { contents.withLock { $0.collectors } }

    package func render(_ format: ExpositionFormat) -> [UInt8] { Self.render([self], format) }

    /// Several parts as one answer.
    package static func render(_ registries: [Registry], _ format: ExpositionFormat) -> [UInt8] {
        rendered(registries, format).bytes
    }

    /// The answer and how many sample lines it has.
    package static func rendered(
        _ registries: [Registry], _ format: ExpositionFormat
    ) -> (bytes: [UInt8], seriesCount: Int) {
        // An eighth of slack, so that a few more series do not copy the whole answer.
        let expected = registries.reduce(0) { $0 + $1.lastSize.load(ordering: .relaxed) }
        var exposition = Exposition(format: format, reserving: expected + expected / 8 + 1024)
        for registry in registries {
            let before = exposition.bytes.count
            for collector in registry.collectors { collector.collect(into: &exposition) }
            registry.lastSize.store(exposition.bytes.count - before, ordering: .relaxed)
        }
        let count = exposition.seriesCount
        return (exposition.finish(), count)
    }
}
