import TestSupport
import Testing

private let good = """
    # HELP a_total A.
    # TYPE a_total counter
    a_total{x="1"} 1
    a_total{x="2"} 0
    # HELP h H.
    # TYPE h histogram
    h_bucket{le="0.5"} 1
    h_bucket{le="+Inf"} 2
    h_sum 1.5
    h_count 2

    """

/// `good` with one piece replaced.
private func complaints(_ piece: String, _ replacement: String) -> [String] {
    let changed = good.split(separator: piece, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(changed.count == 2, "\(piece) is not in the text")
    return ExpositionChecker.complaints(changed.joined(separator: replacement))
}

@Suite struct `The exposition checker` {
    @Test func `has nothing against good text`() {
        #expect(ExpositionChecker.complaints(good) == [])
        #expect(ExpositionChecker.complaints("") == [])
        #expect(ExpositionChecker.complaints("# EOF\n", format: .openMetrics100) == [])
        #expect(ExpositionChecker.samples(Array(good.utf8)).map(\.value) == [1, 0, 1, 2, 1.5, 2])
    }

    @Test(arguments: [
        ("a_total{x=\"2\"} 0", "a_total{x=\"1\"} 1", "comes twice"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"1\",y=\"\"} 1", "comes twice"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\"} -1", "is -1"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\"} NaN", "is nan"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\"} 0x1F", "no number"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\"} 1_000", "no number"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\"} 0 1763846400000", "after the value"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\"}", "no space before the value"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\",x=\"3\"} 0", "label x comes twice"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"\\t\"} 0", "unknown escape"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2} 0", "does not end"),
        ("a_total{x=\"2\"} 0", "a_total{1x=\"2\"} 0", "no label name"),
        ("a_total{x=\"2\"} 0", "a_total{} 0", "empty braces"),
        ("a_total{x=\"2\"} 0", "a-total 0", "no metric name"),
        ("a_total{x=\"2\"} 0", "b 0", "does not follow the header"),
        ("a_total{x=\"2\"} 0", "a_total{x=\"2\u{0}\"} 0", "control character 0"),
        ("a_total{x=\"2\"} 0\n", "a_total{x=\"2\"} 0\r\n", "control character 13"),
        ("a_total{x=\"2\"} 0\n", "\n", "empty line"),
        ("a_total{x=\"2\"} 0", "# a comment", "no HELP, TYPE, UNIT"),
        ("a_total{x=\"2\"} 0", "# TYPE a_total counter", "TYPE of a_total comes twice"),
        ("a_total{x=\"2\"} 0", "# HELP a_total A.", "after its samples"),
        ("a_total{x=\"2\"} 0", "# UNIT a_total total", "does not belong"),
        ("a_total{x=\"2\"} 0", "# EOF", "# EOF where"),
        ("# HELP a_total A.\n# TYPE a_total counter", "# TYPE a_total counter\n# HELP a_total A.", "out of order"),
        ("# HELP a_total A.\n", "", "has no HELP"), ("# TYPE a_total counter\n", "", "has no TYPE"),
        ("# HELP a_total A.", "# HELP a_total", "empty HELP"),
        ("# HELP a_total A.", "# HELP a_total \\x", "unknown escape in the HELP"),
        ("# TYPE a_total counter", "# TYPE a_total info", "type info"),
        ("# TYPE a_total counter", "# TYPE a_total gauge", "end in _total"),
        ("a_total{x=\"1\"} 1\na_total{x=\"2\"} 0\n", "", "header and no sample"),
        ("h_count 2\n", "h_count 2\na_total{x=\"3\"} 1\n", "is split"),
        ("h_bucket{le=\"+Inf\"} 2\n", "", "does not end in a +Inf bucket"),
        ("h_bucket{le=\"0.5\"} 1", "h_bucket{le=\"0.5\"} 3", "not cumulative"),
        ("h_bucket{le=\"0.5\"} 1", "h_bucket{le=\"1\"} 1", "no canonical float"),
        ("h_bucket{le=\"0.5\"} 1", "h_bucket 1", "no canonical float"),
        ("h_bucket{le=\"0.5\"} 1", "h_bucket{le=\"0.5\"} 1\nh_bucket{le=\"0.25\"} 1", "not ascending"),
        ("h_sum 1.5\n", "", "has no _sum"), ("h_count 2\n", "", "has no _count"),
        ("h_count 2", "h_count 3", "_count of"),
        ("h_count 2\n", "h_count 2", "does not end in LF"), ("h_sum 1.5", "h_sum{le=\"1.0\"} 1.5", "no bucket"),
        ("h_count 2", "h_count{a=\"1\"} 2\nh_bucket{le=\"2.0\"} 2", "is split"),
    ])
    func `says what is wrong`(piece: String, replacement: String, expected: String) {
        let found = complaints(piece, replacement)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func `knows what is not UTF-8`() {
        #expect(ExpositionChecker.complaints([0x61, 0xFF, 0x0A]) == ["not valid UTF-8"])
    }

    @Test(arguments: [
        ("# TYPE a counter\n# HELP a A.\na_total 1\n", "not # EOF"),
        ("# TYPE a counter\n# HELP a A.\na_total 1\n# EOF\na_total{x=\"1\"} 1\n", "not # EOF"),
        ("# EOF\n# EOF\n", "where the text does not end"),
        ("# TYPE a_total counter\n# HELP a_total A.\na_total 1\n# EOF\n", "must not end in _total"),
        ("# TYPE a counter\n# HELP a A.\na 1\n# EOF\n", "does not follow the header"),
        ("# HELP a A.\n# TYPE a gauge\na 1\n# EOF\n", "out of order"),
        ("# TYPE a gauge\n# UNIT a seconds\n# HELP a A.\na 1\n# EOF\n", "does not end a"),
        ("# TYPE a gauge\n# HELP a \"A\"\na 1\n# EOF\n", "not escaped"),
        ("# TYPE a gauge\n# HELP a A.\na{_x=\"1\"} 1\n# EOF\n", "reserved"),
        ("# TYPE a gauge\n# HELP a A.\n\na 1\n# EOF\n", "empty line"),
        ("# TYPE a gauge\n# HELP a A.\na{le=\"1.0\"} 1\n# EOF\n", "which is no histogram"),
    ])
    func `knows what OpenMetrics forbids`(text: String, expected: String) {
        let found = ExpositionChecker.complaints(text, format: .openMetrics100)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }
}
