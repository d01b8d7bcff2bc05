/// What a metric family is called, means and is (metrics-catalogue 3.1).
package struct MetricDescriptor: Sendable, Hashable {
    package enum Kind: String, Sendable { case counter, gauge, histogram }
    /// The sample name in text format: counters end in `_total`.
    package var name: String
    package var kind: Kind
    package var help: String

    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }
}
