extension Pod {
    /// Everything that Kubernetes would refuse in this pod (kubelet-semantics 1.1, 5.4, 6), after `defaulted()`.
    package func fieldErrors() -> [FieldError] {
        var errors: [FieldError] = []
        if metadata.name.isEmpty { errors.append(FieldError(.required, FieldPath("metadata").field("name"), "")) }
        return errors
    }
}
