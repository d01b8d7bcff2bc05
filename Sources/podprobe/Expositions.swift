import EventLoops
import HTTPServing
import Metrics
import NodeViews
import PodModel

/// The parts of /metrics: which families each has, and what a scrape of it answers (metrics-catalogue 4.5).
struct Expositions: Sendable {
    /// In the order in which `/metrics` writes them.
    private let parts: [(name: String, registry: Registry)]
    /// Beside `/metrics`, because three of its names stand there with more labels.
    private let resource: Registry
    private let telemetryPath: String
    private let metrics: ScrapeMetrics

    /// - Parameter collectors: the collectors of each part by name: self, state, kubelet, cadvisor, probes.
    init(
        telemetryPath: String, metrics: ScrapeMetrics, resource: any Collector, collectors: [(String, [any Collector])]
    ) {
        self.telemetryPath = telemetryPath
        self.metrics = metrics
        self.resource = Registry()
        self.resource.register(resource)
        parts = collectors.map { name, collectors in
            let registry = Registry()
            for collector in collectors { registry.register(collector) }
            return (name, registry)
        }
    }

    var routes: [Route] {
        let all = parts.map(\.registry)
        return [route(telemetryPath, all)]
            + parts.map { route("\(telemetryPath)/\($0.name)", [$0.registry]) }
            + [route("\(telemetryPath)/resource", [resource])]
    }

    private func route(_ path: String, _ registries: [Registry]) -> Route {
        let metrics = metrics
        return .get(
            path,
            later: { request in
                let format = ContentNegotiation.format(accept: request.headers["accept"])
                let start = MonotonicTime.now()
                let (bytes, seriesCount) = Registry.rendered(registries, format)
                metrics.record(path: path, nanoseconds: .now() - start, bytes: bytes.count, seriesCount: seriesCount)
                return HTTPReply(200, contentType: ContentNegotiation.contentType(format), body: bytes)
            })
    }
}
