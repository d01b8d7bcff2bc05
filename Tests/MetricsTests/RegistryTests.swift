import Metrics
import TestSupport
import Testing

@Suite struct `A registry` {
    @Test func `writes its families in the order in which they came`() {
        let registry = Registry()
        for name in ["podprobe_b", "podprobe_a", "podprobe_c"] {
            let family = GaugeFamily(name, "X.")
            family.series().set(1)
            registry.register(family)
        }
        let names = ExpositionChecker.samples(registry.render(.text004)).map(\.name)
        #expect(names == ["podprobe_b", "podprobe_a", "podprobe_c"])
        #expect(registry.families.map(\.name) == names)
    }

    @Test func `joins others to one answer with one end`() {
        let registries = ["podprobe_a", "podprobe_b"].map { name in
            let registry = Registry()
            let family = GaugeFamily(name, "X.")
            family.series().set(1)
            registry.register(family)
            return registry
        }
        let text = Registry.render(registries, .openMetrics100)
        #expect(ExpositionChecker.complaints(text, format: .openMetrics100) == [])
        #expect(ExpositionChecker.samples(text).count == 2)
    }

    @Test(arguments: [
        MetricDescriptor("podprobe_x", .gauge, "Same name."),
        MetricDescriptor("podprobe_x_total", .counter, "Same name in OpenMetrics."),
        MetricDescriptor("podprobe_x_sum", .gauge, "Name of a histogram's sample."),
    ])
    func `has no room for two families that share a name`(second: MetricDescriptor) {
        let first = MetricDescriptor("podprobe_x", second.name.hasSuffix("_sum") ? .histogram : .gauge, "X.")
        #expect(!Set(first.takenNames).isDisjoint(with: second.takenNames))
    }
}
