import Testing

@testable import Manifests

@Suite struct `Block texts` {
    @Test func `are found with what they hold`() {
        let lines = [
            "a: |", "  x: y", "", "  - z", "b: c", "- |-", "  in", "- d: >2", "    in", "  e: f", "- g: | # why",
            "   in",
            "h: a | b",
        ]
        #expect(BlockTexts.insides(of: lines).sorted() == [1, 2, 3, 6, 8, 11])
    }
}
