/// Which text a scrape asked for.
package enum ExpositionFormat: Sendable, Hashable { case text004, openMetrics100 }

/// Whoever owns some families and can write them. Every family has exactly one collector, or it would be split.
package protocol Collector: Sendable {
    func collect(into exposition: inout Exposition)
}

/// The text of one scrape, family by family.
package struct Exposition: ~Copyable {
    package let format: ExpositionFormat
    package private(set) var bytes: [UInt8] = []

    package init(format: ExpositionFormat) { self.format = format }

    /// Starts a family: HELP and TYPE lines. Samples that follow belong to it.
    package mutating func family(_ descriptor: MetricDescriptor) {}
    package mutating func sample(_ labels: LabelSet, _ value: Double) {}
    package mutating func sample(_ labels: LabelSet, _ value: UInt64) {}
}
