import Testing

@testable import HTTPServing

@Suite struct `The Accept-Encoding header` {
    @Test(arguments: [
        "gzip", "gzip, deflate, br", "deflate, GZIP;q=0.1", "x-gzip", "*", "br;q=1, *;q=0.5", "identity, gzip ; q=0.5",
    ])
    func `allows gzip`(header: String) { #expect(ContentCoding.allowsGzip(header)) }

    @Test(arguments: [
        nil, "", "identity", "deflate, br, zstd", "gzip;q=0", "*, gzip;q=0", "gzip;q=0.000", "gzip;q=nonsense", "*;q=0",
        "gzipped",
    ])
    func `does not allow gzip`(header: String?) { #expect(!ContentCoding.allowsGzip(header)) }
}
