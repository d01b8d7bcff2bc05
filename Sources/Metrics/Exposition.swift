/// Which text a scrape asked for.
package enum ExpositionFormat: Sendable, Hashable, CaseIterable { case text004, openMetrics100 }

/// Whoever owns some families and can write them. Every family has exactly one collector, or it would be split.
package protocol Collector: Sendable {
    /// The families that `collect` may write, where they are known before: the registry then refuses a name that is
    /// taken at once, not at the first scrape.
    var families: [MetricDescriptor] { get }
    func collect(into exposition: inout Exposition)
}

extension Collector {
    package var families: [MetricDescriptor] { [] }
}

/// The text of one scrape, family by family, in text format 0.0.4 or OpenMetrics 1.0 (metrics-catalogue 3.1, 3.2).
///
/// A family that comes twice or shares a name with another, and a series that comes twice, are our mistakes that
/// Prometheus would swallow without a word: they trap in debug builds. A release leaves the second family out.
package struct Exposition: ~Copyable {
    package let format: ExpositionFormat
    package private(set) var bytes: [UInt8] = []
    /// Sample lines so far.
    package private(set) var seriesCount = 0

    private var taken: Set<String> = []
    /// Of the family that samples belong to; empty where it was refused.
    private var name: [UInt8] = []
    /// The same family, until its header is written. Apart from the name, because it would be counted up and down for
    /// every sample.
    private var withoutHeader: MetricDescriptor?
    #if DEBUG
        private var seen: Set<LabelSet> = []
    #endif

    /// - Parameter capacity: bytes to make room for, so that a big answer does not grow step by step.
    package init(format: ExpositionFormat, reserving capacity: Int = 0) {
        self.format = format
        bytes.reserveCapacity(capacity)
    }

    /// Starts a family; samples that follow belong to it. Its header is written with the first of them, so a family
    /// without series leaves no trace.
    package mutating func family(_ descriptor: MetricDescriptor) {
        #if DEBUG
            seen.removeAll(keepingCapacity: true)
        #endif
        guard taken.isDisjoint(with: descriptor.takenNames) else {
            assertionFailure("family \(descriptor.name) comes twice, or another one uses one of its names")
            (name, withoutHeader) = ([], nil)
            return
        }
        taken.formUnion(descriptor.takenNames)
        (name, withoutHeader) = (Array(descriptor.name.utf8), descriptor)
    }

    package mutating func sample(_ labels: LabelSet, _ value: Double) {
        guard begin(labels) else { return }
        line("", labels, [])
        bytes.appendNumber(value)
        bytes.append(lineFeed)
    }

    package mutating func sample(_ labels: LabelSet, _ value: UInt64) { sample(labels, .none, value) }

    /// - Parameter more: labels that come after; rendered apart, so that those which many series share (`phase="Running"`)
    ///   are made once.
    package mutating func sample(_ labels: LabelSet, _ more: LabelSet, _ value: UInt64) {
        guard begin(labels, more) else { return }
        line("", labels, more.bytes)
        bytes.appendDigits(value)
        bytes.append(lineFeed)
    }

    package mutating func histogram(_ labels: LabelSet, _ snapshot: HistogramSnapshot) {
        histogram(labels, snapshot.bounds, sumNanoseconds: snapshot.sumNanoseconds) { snapshot.counts[$0] }
    }

    /// Every bucket is asked for once, from the lowest; `_count` is their sum.
    mutating func histogram(
        _ labels: LabelSet, _ bounds: HistogramBounds, sumNanoseconds: UInt64, countInBucket: (Int) -> UInt64
    ) {
        guard begin(labels) else { return }
        var cumulative: UInt64 = 0
        for (bucket, bound) in bounds.labels.enumerated() {
            cumulative &+= countInBucket(bucket)
            line("_bucket", labels, bound)
            bytes.appendDigits(cumulative)
            bytes.append(lineFeed)
        }
        line("_sum", labels, [])
        bytes.appendSeconds(nanoseconds: sumNanoseconds)
        bytes.append(lineFeed)
        line("_count", labels, [])
        bytes.appendDigits(cumulative)
        bytes.append(lineFeed)
    }

    /// The finished text. OpenMetrics says where it ends, so that a cut answer is noticed.
    package consuming func finish() -> [UInt8] {
        if format == .openMetrics100 { bytes.append(contentsOf: "# EOF\n".utf8) }
        return bytes
    }

    /// Writes the family's header before its first sample. False where the family was refused.
    private mutating func begin(_ labels: LabelSet, _ more: LabelSet = .none) -> Bool {
        guard !name.isEmpty else { return false }
        #if DEBUG
            precondition(
                seen.insert(labels.with(more)).inserted,
                "series \(text(name)){\(text(labels.with(more).bytes))} comes twice")
        #endif
        if let descriptor = withoutHeader {
            withoutHeader = nil
            bytes.append(contentsOf: Self.header(descriptor, format).utf8)
        }
        return true
    }

    /// Everything of a line up to the value.
    private mutating func line(_ suffix: StaticString, _ labels: LabelSet, _ more: [UInt8]) {
        seriesCount += 1
        bytes.append(contentsOf: name)
        suffix.withUTF8Buffer { bytes.append(contentsOf: $0) }
        if !labels.bytes.isEmpty || !more.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes.append(contentsOf: labels.bytes)
            if !labels.bytes.isEmpty, !more.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: more)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
    }
}

private let lineFeed = UInt8(ascii: "\n")

#if DEBUG
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
#endif
