/// Upper bounds of a histogram's buckets in seconds, ascending, without the last one (+Inf). Made once, shared by every
/// series: the `le` labels are rendered here.
package struct HistogramBounds: Sendable, ExpressibleByArrayLiteral {
    package let seconds: [Double]
    /// The same, for comparing without a division.
    let nanoseconds: [Int64]
    /// `le="0.005"` for each bound, then `le="+Inf"`.
    let labels: [[UInt8]]

    /// - Precondition: finite, not negative and ascending.
    package init(_ seconds: [Double]) {
        precondition(
            zip(seconds, seconds.dropFirst()).allSatisfy { $0 < $1 }
                && seconds.allSatisfy { $0 >= 0 && $0 < 9_000_000_000 },
            "histogram bounds \(seconds): finite seconds in ascending order")
        self.seconds = seconds
        nanoseconds = seconds.map { Int64(($0 * 1e9).rounded()) }
        labels = (seconds + [.infinity]).map { bound in
            var text = Array("le=\"".utf8)
            text.appendBound(bound)
            text.append(UInt8(ascii: "\""))
            return text
        }
    }

    package init(arrayLiteral elements: Double...) { self.init(elements) }

    /// How late something started (metrics-catalogue 5, L).
    package static let lag: HistogramBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// The Go client's default, which the kubelet's prober and most dashboards use (D).
    package static let defaults: HistogramBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// Runtime operations: 14 buckets from 0.005, each 2.5 times the one before (R).
    package static let runtime = HistogramBounds(
        (1..<14).reduce(into: [0.005]) { list, _ in list.append(list[list.count - 1] * 2.5) })
    /// As kubelet_pod_start_duration_seconds (S).
    package static let start: HistogramBounds = [
        0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800, 2700, 3600,
    ]
}
