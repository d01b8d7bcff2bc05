import HTTPServing
import Metrics

/// What serving pages and metrics cost (metrics-catalogue 5, exposition).
struct ScrapeMetrics: Sendable {
    private let requests = CounterFamily(
        "podprobe_http_requests_total", "HTTP requests served, by path, status code and method.",
        labels: ["path", "code", "method"])
    private let durations = HistogramFamily(
        "podprobe_scrape_render_duration_seconds", "Time to write the text of one scrape.", labels: ["path"],
        bounds: .defaults)
    private let sizes = GaugeFamily(
        "podprobe_scrape_response_bytes", "Size of the last scrape's text, before compression.", labels: ["path"])
    private let seriesCounts = GaugeFamily(
        "podprobe_scrape_series", "Series in the last scrape's text.", labels: ["path"])

    var collectors: [any Collector] { [requests, durations, sizes, seriesCounts] }

    func record(path: String, nanoseconds: Int64, bytes: Int, seriesCount: Int) {
        durations.series([path]).observe(nanoseconds: nanoseconds)
        sizes.series([path]).set(Double(bytes))
        seriesCounts.series([path]).set(Double(seriesCount))
    }

    /// - Parameter path: of the route, or `other`: a client cannot make new series.
    func count(path: String, status: Int, method: String) {
        let known = ["GET", "HEAD", "POST"].contains(method) ? method : "other"
        requests.series([path, String(status), known]).add()
    }
}
