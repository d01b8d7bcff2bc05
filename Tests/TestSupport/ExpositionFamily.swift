/// The family that ExpositionChecker is reading, and what its type demands of its samples.
struct ExpositionFamily {
    let name: String
    var headers: [String] = []
    private(set) var hasSamples = false
    private var kind = "untyped"
    private var histograms: [String: HistogramSeries] = [:]
    private var lastHistogram: String?

    private struct HistogramSeries {
        var buckets: [(bound: Double, count: Double)] = []
        var sum: Double?
        var count: Double?
    }

    init(name: String) { self.name = name }

    mutating func setKind(_ text: String, _ format: ExpositionChecker.Format) -> [String] {
        kind = text
        var found: [String] = []
        if !["counter", "gauge", "histogram"].contains(text) {
            found.append("type \(text) of \(name) is not used here")
        }
        let namesTotal = name.hasSuffix("_total")
        if format == .text004, (text == "counter") != namesTotal {
            found.append("\(name) is a \(text): counters, and only they, end in _total")
        }
        if format == .openMetrics100, namesTotal { found.append("family \(name) must not end in _total") }
        return found
    }

    func owns(_ sample: String, _ format: ExpositionChecker.Format) -> Bool {
        switch kind {
        case "histogram": ["_bucket", "_sum", "_count"].contains { sample == name + $0 }
        case "counter" where format == .openMetrics100: sample == name + "_total"
        default: sample == name
        }
    }

    mutating func add(_ sample: ExpositionSample) -> [String] {
        hasSamples = true
        switch kind {
        case "counter": return sample.value >= 0 ? [] : ["counter \(sample.identity) is \(sample.value)"]
        case "histogram": return addToHistogram(sample)
        default: return sample.label("le") == nil ? [] : ["label le in \(sample.identity), which is no histogram"]
        }
    }

    private mutating func addToHistogram(_ sample: ExpositionSample) -> [String] {
        var one = sample
        one.name = name
        one.labels.removeAll { $0.name == "le" }
        let key = one.identity
        var found: [String] = []
        if key != lastHistogram, histograms[key] != nil { found.append("histogram \(key) is split") }
        lastHistogram = key
        if sample.value.isNaN || sample.value < 0 { found.append("\(sample.identity) is \(sample.value)") }
        let bound = sample.label("le")
        if sample.name.hasSuffix("_bucket") {
            let number = bound == "+Inf" ? Double.infinity : bound.flatMap { Double($0) }
            if let bound, let number, number.isInfinite || bound.contains(".") || bound.contains("e") {
                histograms[key, default: HistogramSeries()].buckets.append((number, sample.value))
            } else {
                found.append("bucket bound \(bound ?? "(none)") of \(key) is no canonical float")
            }
        } else if bound != nil {
            found.append("label le in \(sample.identity), which is no bucket")
        }
        if sample.name.hasSuffix("_sum") { histograms[key, default: HistogramSeries()].sum = sample.value }
        if sample.name.hasSuffix("_count") { histograms[key, default: HistogramSeries()].count = sample.value }
        return found
    }

    /// What can be said once every line of the family is read.
    func histogramComplaints() -> [String] {
        histograms.sorted { $0.key < $1.key }.flatMap { key, one -> [String] in
            let pairs = zip(one.buckets, one.buckets.dropFirst())
            var found: [String] = []
            if one.buckets.last?.bound != .infinity { found.append("\(key) does not end in a +Inf bucket") }
            if pairs.contains(where: { $0.bound >= $1.bound }) { found.append("buckets of \(key) are not ascending") }
            if pairs.contains(where: { $0.count > $1.count }) { found.append("buckets of \(key) are not cumulative") }
            if one.sum == nil { found.append("\(key) has no _sum") }
            if let count = one.count {
                if let last = one.buckets.last, last.count != count {
                    found.append("_count of \(key) is \(count), its last bucket \(last.count)")
                }
            } else {
                found.append("\(key) has no _count")
            }
            return found
        }
    }
}
