extension Pod {
    /// What the manifest asks for that podprobe accepts and does not do, where that changes how the pod behaves.
    package func warnings() -> [PodWarning] {
        spec.others.keys.sorted().map { PodWarning(FieldPath("spec").field($0), "podprobe does not act on it") }
    }
}
