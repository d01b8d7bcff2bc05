import Metrics
import Testing

@Suite struct `A counter` {
    @Test func `starts at zero and adds`() {
        let counter = Counter()
        #expect(counter.value == 0)
        counter.add()
        counter.add(41)
        #expect(counter.value == 42)
    }

    @Test func `loses nothing when threads add at once`() async {
        let counter = Counter()
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<10_000 { counter.add() } } }
        }
        #expect(counter.value == 80_000)
    }
}
