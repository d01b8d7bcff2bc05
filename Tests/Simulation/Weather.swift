import PodModel
import Probing
import SimulatedWorld

/// How probes are answered: mostly well, and now and then for minutes badly, as a function of the target and the time
/// alone.
struct Weather {
    let seed: UInt64
    /// The share of bad minutes.
    var badness = 0.01
    private static let spellSeconds = 120.0

    func reply(_ question: ProbeQuestion) -> ProbeReply {
        let roll = Self.unit(hash(question))
        if roll >= badness { return .success }
        switch roll / badness {
        case ..<0.45: return .failure
        case ..<0.6: return .silence
        case ..<0.75: return .error
        case ..<0.85: return ProbeReply(.inconclusive("podprobe was late"))
        case ..<0.95: return ProbeReply(.success(output: "late"), after: 0.7)
        default: return ProbeReply(.warning(output: "redirected"))
        }
    }

    private func hash(_ question: ProbeQuestion) -> UInt64 {
        var hash = seed ^ 0xCBF2_9CE4_8422_2325
        for byte in question.containerID.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let kind: UInt64 =
            switch question.key.type {
            case .liveness: 1
            case .readiness: 2
            case .startup: 3
            }
        hash = (hash ^ kind) &* 0x100_0000_01B3
        hash = (hash ^ UInt64(question.seconds / Self.spellSeconds)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        hash = hash &* 0xBF58_476D_1CE4_E5B9
        return hash ^ (hash >> 32)
    }

    private static func unit(_ hash: UInt64) -> Double { Double(hash >> 11) / Double(1 << 53) }
}
