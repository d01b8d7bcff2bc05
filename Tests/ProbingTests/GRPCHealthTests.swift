import Probing
import Testing

@Suite struct `A gRPC health message` {
    @Test func `asks for a service in one length-prefixed frame`() {
        #expect(GRPCHealth.requestFrame(service: "") == [0, 0, 0, 0, 0])
        #expect(GRPCHealth.requestFrame(service: "ab") == [0, 0, 0, 0, 4, 0x0A, 2, 0x61, 0x62])
        let long = GRPCHealth.requestFrame(service: String(repeating: "x", count: 300))
        #expect(Array(long[..<8]) == [0, 0, 0, 1, 47, 0x0A, 0xAC, 0x02])
        #expect(long.count == 5 + 303)
    }

    @Test(arguments: [
        ([0, 0, 0, 0, 2, 0x08, 1], GRPCHealth.ServingStatus.serving), ([0, 0, 0, 0, 2, 0x08, 2], .notServing),
        ([0, 0, 0, 0, 2, 0x08, 3], .serviceUnknown), ([0, 0, 0, 0, 0], .unknown),
        ([0, 0, 0, 0, 2, 0x08, 9], .other(9)),
        ([0, 0, 0, 0, 6, 0x12, 2, 0x61, 0x61, 0x08, 1], .serving),
        ([0, 0, 0, 0, 7, 0x15, 1, 2, 3, 4, 0x08, 1], .serving),
    ])
    func `is read with whatever fields a newer server adds`(frame: [UInt8], status: GRPCHealth.ServingStatus) {
        #expect(GRPCHealth.status(inFrame: frame) == status)
    }

    @Test(arguments: [
        [], [0, 0, 0, 0], [0, 0, 0, 0, 3, 0x08, 1], [1, 0, 0, 0, 2, 0x08, 1], [0, 0, 0, 0, 1, 0x08],
        [0, 0, 0, 0, 2, 0x0B, 1], [0, 0, 0, 0, 2, 0x12, 5], [0, 0xFF, 0xFF, 0xFF, 0xFF, 0x08, 1],
        [0, 0, 0, 0, 11, 0x08] + [UInt8](repeating: 0xFF, count: 10),
    ])
    func `is nothing when it is broken`(frame: [UInt8]) {
        #expect(GRPCHealth.status(inFrame: frame) == nil)
    }
}
