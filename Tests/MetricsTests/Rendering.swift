import Metrics

/// Shorthand of these tests: one collector as text.
func rendered(_ format: ExpositionFormat = .text004, _ collectors: any Collector...) -> String {
    let registry = Registry()
    for collector in collectors { registry.register(collector) }
    return String(decoding: registry.render(format), as: UTF8.self)
}

/// What `write` puts into an exposition.
func written(_ format: ExpositionFormat = .text004, _ write: (inout Exposition) -> Void) -> String {
    var exposition = Exposition(format: format)
    write(&exposition)
    return String(decoding: exposition.finish(), as: UTF8.self)
}

/// A small generator with a seed, so that a failure comes again.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
