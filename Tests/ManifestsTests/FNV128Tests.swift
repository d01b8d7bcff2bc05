import Testing

@testable import Manifests

@Suite struct `FNV-1a of 128 bits` {
    /// The vectors of the algorithm's authors.
    @Test(arguments: [
        ("", "6c62272e07bb014262b821756295c58d"), ("a", "d228cb696f1a8caf78912b704e4a8964"),
        ("foobar", "343e1662793c64bf6f0d3597ba446f18"),
    ]) func `is that of the others`(text: String, hex: String) {
        var hash = FNV128()
        hash.add(text)
        #expect(hash.hex == hex)
    }
}
