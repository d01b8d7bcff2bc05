import Simulation
import TestSupport
import Testing

@Suite struct `A simulated life` {
    @Test func `replays exactly from its seed`() {
        let lives = (0..<2).map { _ in
            let life = Life(seed: 7, hours: 8)
            life.run()
            return life.traceHash
        }
        #expect(lives[0] == lives[1])
    }
}
