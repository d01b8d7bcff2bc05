import Metrics
import Testing

@Suite struct `Histogram bounds` {
    @Test func `of the catalogue are what the kubelet and Prometheus use`() {
        #expect(HistogramBounds.defaults.seconds == [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
        #expect(HistogramBounds.lag.seconds.count == 14)
        #expect(HistogramBounds.start.seconds.count == 25)
        #expect(HistogramBounds.runtime.seconds.count == 14)
        #expect(HistogramBounds.runtime.seconds.prefix(4) == [0.005, 0.0125, 0.03125, 0.078125])
    }
}
