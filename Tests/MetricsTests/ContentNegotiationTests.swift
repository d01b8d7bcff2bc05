import Metrics
import Testing

@Suite struct `The Accept header` {
    @Test(arguments: [
        // Prometheus 2.42.
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        // Prometheus 3.
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
            + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        // Protobuf first, which is never what we send.
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
            + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2",
        "application/openmetrics-text", "application/openmetrics-text, */*",
        "APPLICATION/OpenMetrics-Text ; Version=1.0.0",
        "application/openmetrics-text;version=\"1.0.0\"", "application/openmetrics-text, text/plain",
        "text/plain;q=0.4 , application/openmetrics-text;q=0.5", "application/openmetrics-text;q=0.1, text/plain;q=0",
    ])
    func `gets OpenMetrics where it prefers that`(accept: String) {
        #expect(ContentNegotiation.format(accept: accept) == .openMetrics100)
    }

    @Test(arguments: [
        nil, "", "*/*", "text/plain", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json", ";;;,,q=",
        "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;version=2.0.0",
        "application/openmetrics-text;q=0", "application/openmetrics-text;q=0.5, text/plain",
        "text/plain, application/openmetrics-text", "application/openmetrics-text;q=0.5, */*",
        "application/openmetrics-text;q=0.5, text/*", "application/openmetrics-text;q=nonsense",
        "application/openmetrics-text;q=7", "image/png;q=1",
    ])
    func `gets text 0_0_4 otherwise, and never a refusal`(accept: String?) {
        #expect(ContentNegotiation.format(accept: accept) == .text004)
    }

    @Test func `is answered with the exact Content-Type`() {
        #expect(ContentNegotiation.contentType(.text004) == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            ContentNegotiation.contentType(.openMetrics100)
                == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }
}
