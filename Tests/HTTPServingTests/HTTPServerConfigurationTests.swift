import Testing

@testable import HTTPServing

@Suite struct `The connection limit` {
    private func limits(addresses: Int, descriptors: Int) -> [Int] {
        let configuration = HTTPServerConfiguration(
            addresses: Array(repeating: ListenAddress(host: "", port: 0), count: addresses))
        return [
            configuration.connectionLimit(descriptors: descriptors), configuration.perIPLimit(descriptors: descriptors),
        ]
    }

    @Test func `is the wanted one where there are descriptors enough`() {
        #expect(limits(addresses: 1, descriptors: 1_048_576) == [4096, 2048])
    }

    @Test func `leaves half of few descriptors to the rest of the process`() {
        #expect(limits(addresses: 1, descriptors: 1024) == [512, 256])
        #expect(limits(addresses: 2, descriptors: 1024) == [256, 128])
    }

    @Test func `never falls to nothing`() {
        #expect(limits(addresses: 1, descriptors: 0) == [16, 8])
    }
}
