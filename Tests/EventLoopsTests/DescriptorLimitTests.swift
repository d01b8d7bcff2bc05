import EventLoops
import Testing

@Suite struct `The limit of descriptors` {
    @Test func `can be raised to the hard limit, more than once`() throws {
        let first = try raiseDescriptorLimit()
        #expect(first.now >= first.before)
        let second = try raiseDescriptorLimit()
        #expect(second.before == first.now)
        #expect(second.now == first.now)
    }
}
