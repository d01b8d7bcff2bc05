/// What a metric family is called, means and is (metrics-catalogue 3.1).
package struct MetricDescriptor: Sendable, Hashable {
    package enum Kind: String, Sendable { case counter, gauge, histogram }
    /// The sample name in text format: counters end in `_total`.
    package let name: String
    package let kind: Kind
    package let help: String

    /// - Precondition: a plain ASCII name in snake case, of which both formats and promtool's lint approve.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        precondition(Self.isWellFormed(name), "metric name \(name): letters, digits and _ only, no digit first")
        precondition(
            (kind == .counter) == name.hasSuffix("_total"), "metric \(name): a counter, and only one, ends in _total")
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Also the rule for label names.
    static func isWellFormed(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
            default: false
            }
        }
    }

    /// The family's name in OpenMetrics metadata: a counter's samples end in `_total`, its family does not.
    package var openMetricsName: String { kind == .counter ? String(name.dropLast("_total".count)) : name }

    /// The OpenMetrics unit, which must be the last word of the family's name. Only podprobe's own families declare
    /// one: the inherited names keep the metadata that their first exporters give them.
    package var unit: String? {
        guard name.hasPrefix("podprobe_") else { return nil }
        return ["seconds", "bytes"].first { openMetricsName.hasSuffix("_" + $0) }
    }

    /// Every name that the family's metadata or samples use in either format: two families must not share one.
    package var takenNames: [String] {
        switch kind {
        case .counter: [name, openMetricsName]
        case .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count"]
        }
    }
}
