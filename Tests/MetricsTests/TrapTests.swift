import Metrics
import TestSupport
import Testing

/// Our own mistakes, which end the process at once.
@Suite(.inAProcessOfItsOwn) struct `Mistakes that trap, each in a process of its own` {
    @Test func `a label without a value`() async {
        await #expect(processExitsWith: .failure) { _ = LabelSet(names: ["a", "b"], values: ["1"]) }
    }

    @Test func `a series that comes twice`() async {
        await #expect(processExitsWith: .failure) {
            var exposition = Exposition(format: .text004)
            exposition.family(MetricDescriptor("podprobe_x", .gauge, "X."))
            exposition.sample(LabelSet([("a", "1")]), 1.0)
            exposition.sample(LabelSet([("a", "1")]), 2.0)
            _ = exposition.finish()
        }
    }

    @Test func `a family that comes twice`() async {
        await #expect(processExitsWith: .failure) {
            var exposition = Exposition(format: .text004)
            for _ in 0..<2 {
                exposition.family(MetricDescriptor("podprobe_x", .gauge, "X."))
                exposition.sample(.none, 1.0)
            }
            _ = exposition.finish()
        }
    }

    @Test func `histogram bounds that do not ascend, or do not end`() async {
        await #expect(processExitsWith: .failure) { _ = HistogramBounds([1, 1]) }
        await #expect(processExitsWith: .failure) { _ = HistogramBounds([.infinity]) }
    }

    @Test func `a counter without _total, and a gauge with it`() async {
        await #expect(processExitsWith: .failure) { _ = MetricDescriptor("podprobe_things", .counter, "X.") }
        await #expect(processExitsWith: .failure) { _ = MetricDescriptor("podprobe_things_total", .gauge, "X.") }
    }

    @Test func `a metric name that is not plain`() async {
        await #expect(processExitsWith: .failure) { _ = MetricDescriptor("podprobe.things", .gauge, "X.") }
        await #expect(processExitsWith: .failure) { _ = MetricDescriptor("1_thing", .gauge, "X.") }
    }

    @Test func `a family whose name is taken`() async {
        await #expect(processExitsWith: .failure) {
            let registry = Registry()
            registry.register(GaugeFamily("podprobe_x", "X."))
            registry.register(CounterFamily("podprobe_x_total", "X."))
        }
    }
}
