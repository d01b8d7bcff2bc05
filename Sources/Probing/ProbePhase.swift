import PodModel

/// A stable number for a probe, the same in every run of podprobe: it picks the loop and the place in the period.
package enum ProbePhase {
    /// FNV-1a over the parts, then mixed, because the low bits of FNV alone are not even.
    package static func hash(_ parts: String...) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in parts {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            // Parts do not run into each other: ("ab", "c") is not ("a", "bc").
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return mix(hash)
    }

    private static func mix(_ hash: UInt64) -> UInt64 {
        var mixed = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 33)
    }
}

extension ProbeKey {
    package var phase: UInt64 { ProbePhase.hash(podUID, container, type.rawValue) }
}
