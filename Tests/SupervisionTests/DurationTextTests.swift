import Testing

@testable import Supervision

@Suite struct `A duration in a message` {
    @Test(arguments: [
        (10, "10s"), (40, "40s"), (60, "1m0s"), (80, "1m20s"), (160, "2m40s"), (300, "5m0s"), (3_661, "1h1m1s"),
    ])
    func `reads as Go prints it`(seconds: Int64, text: String) {
        #expect(goDuration(seconds: seconds) == text)
    }
}
