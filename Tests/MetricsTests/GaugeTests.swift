import Metrics
import Testing

@Suite struct `A gauge` {
    @Test func `is set and moved`() {
        let gauge = Gauge()
        #expect(gauge.value == 0)
        gauge.set(2.5)
        gauge.add(-3)
        #expect(gauge.value == -0.5)
    }

    @Test func `loses nothing when threads move it at once`() async {
        let gauge = Gauge()
        await withTaskGroup { group in
            for step in [1.0, -1, 2, -1] { group.addTask { for _ in 0..<10_000 { gauge.add(step) } } }
        }
        #expect(gauge.value == 10_000)
    }
}
