import Probing
import Testing

@Suite struct `A duration's text` {
    @Test(arguments: [
        (1_000_000_000, "1s"), (1_500_000_000, "1.5s"), (250_000_000, "250ms"), (90_000_000_000, "1m30s"),
        (3_600_000_000_000, "1h0m0s"), (5_400_500_000_000, "1h30m0.5s"), (1_050_000, "1.05ms"), (999, "999ns"),
        (1500, "1.5µs"), (0, "0s"), (-2_000_000_000, "-2s"),
    ])
    func `is the kubelet's`(nanoseconds: Int64, text: String) {
        #expect(DurationText.go(nanoseconds) == text)
    }

    @Test(arguments: [
        ("250ms", 250_000_000), ("1.5s", 1_500_000_000), ("2m", 120_000_000_000), ("1m30s", 90_000_000_000),
        ("10", 10_000_000_000), ("0", 0), ("100us", 100_000), ("1h", 3_600_000_000_000),
    ])
    func `is read`(text: String, nanoseconds: Int64) {
        #expect(DurationText.nanoseconds(text) == nanoseconds)
    }

    @Test(arguments: ["", "s", "-1s", "1 s", "1s ", "1x", "1.2.3s", "1s5", "9999999h", "inf", "nan", "0x10", "1e3"])
    func `is refused when it is no duration`(text: String) {
        #expect(DurationText.nanoseconds(text) == nil)
    }
}
