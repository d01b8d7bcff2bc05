extension Pod {
    /// The pod with everything filled in that Kubernetes fills in before it validates (kubelet-semantics 1.1, 5.4).
    package func defaulted() -> Pod {
        var pod = self
        if pod.metadata.namespace.isEmpty { pod.metadata.namespace = "default" }
        let grace = pod.spec.terminationGracePeriodSeconds ?? 30
        // The API takes a negative grace as 1 instead of refusing it.
        pod.spec.terminationGracePeriodSeconds = grace < 0 ? 1 : grace
        if pod.spec.others["dnsPolicy"] == .string("") { pod.spec.others["dnsPolicy"] = nil }
        pod.spec.overhead = pod.spec.overhead.mapValues(\.roundedToMilli)
        for i in pod.spec.containers.indices {
            pod.spec.containers[i].setDefaults(hostNetwork: pod.spec.hostNetwork)
        }
        for i in pod.spec.initContainers.indices {
            pod.spec.initContainers[i].setDefaults(hostNetwork: pod.spec.hostNetwork)
        }
        return pod
    }
}

extension Container {
    fileprivate mutating func setDefaults(hostNetwork: Bool) {
        if imagePullPolicy.isEmpty { imagePullPolicy = Self.pullPolicy(of: image) }
        if terminationMessagePath.isEmpty { terminationMessagePath = "/dev/termination-log" }
        if terminationMessagePolicy.isEmpty { terminationMessagePolicy = "File" }
        resources.setDefaults()
        for i in ports.indices {
            if ports[i].protocol.isEmpty { ports[i].protocol = "TCP" }
            if hostNetwork, ports[i].hostPort == 0 { ports[i].hostPort = ports[i].containerPort }
        }
        for i in env.indices where env[i].valueFrom?.fieldRef?.apiVersion.isEmpty == true {
            env[i].valueFrom?.fieldRef?.apiVersion = "v1"
        }
        livenessProbe?.setDefaults()
        readinessProbe?.setDefaults()
        startupProbe?.setDefaults()
        lifecycle?.postStart?.httpGet?.setDefaults()
        lifecycle?.preStop?.httpGet?.setDefaults()
    }

    /// Always for an image that names no version or the newest, else IfNotPresent. A digest names a version.
    private static func pullPolicy(of image: String) -> String {
        guard !image.contains("@") else { return "IfNotPresent" }
        let name = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let tag = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
        return (tag ?? "latest") == "latest" ? "Always" : "IfNotPresent"
    }
}

extension ResourceRequirements {
    /// A limit alone is the request too; both are rounded up to thousandths.
    fileprivate mutating func setDefaults() {
        limits = limits.mapValues(\.roundedToMilli)
        requests = requests.mapValues(\.roundedToMilli).merging(limits) { request, _ in request }
    }
}

extension Probe {
    fileprivate mutating func setDefaults() {
        if timeoutSeconds == 0 { timeoutSeconds = 1 }
        if periodSeconds == 0 { periodSeconds = 10 }
        if successThreshold == 0 { successThreshold = 1 }
        if failureThreshold == 0 { failureThreshold = 3 }
        httpGet?.setDefaults()
    }
}

extension HTTPGetAction {
    fileprivate mutating func setDefaults() {
        if path.isEmpty { path = "/" }
        if scheme.isEmpty { scheme = "HTTP" }
    }
}
