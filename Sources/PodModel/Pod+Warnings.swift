extension Pod {
    /// What the manifest asks for that podprobe accepts and does not do, where that changes how the pod behaves. In the
    /// order of the spec: the pod's own fields by name, then each container's.
    package func warnings() -> [PodWarning] {
        let path = FieldPath("spec")
        var warnings = PodWarning.list(spec.others, path, podMessages)
        if !spec.hostname.isEmpty {
            warnings.append(PodWarning(path.field("hostname"), "podprobe gives no names; processes see the host's own"))
        }
        if spec.priority == nil, !PodSpec.knownPriorityClasses.contains(spec.priorityClassName) {
            let message =
                "podprobe knows no classes but \(PodSpec.knownPriorityClasses.dropFirst().joined(separator: " and ")): the pod "
                + "has priority 0; write spec.priority: N to give it another"
            warnings.append(PodWarning(path.field("priorityClassName"), message))
        }
        if !["", "default"].contains(spec.serviceAccountName) {
            warnings.append(PodWarning(path.field("serviceAccountName"), noToken))
        }
        for (i, container) in spec.initContainers.enumerated() {
            warnings += container.warnings(path.field("initContainers").index(i))
        }
        for (i, container) in spec.containers.enumerated() {
            warnings += container.warnings(path.field("containers").index(i))
        }
        return warnings + sharedMessageWarnings(path)
    }

    /// For where the node is not known: labels that it must have. Every node of podprobe's has those of Kubernetes itself.
    package func labelWarnings() -> [PodWarning] {
        let labels = spec.nodeSelector.filter { !$0.key.hasPrefix("kubernetes.io/") }
        if labels.isEmpty { return [] }
        let list = labels.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
        let message = "the pod waits until the node has these labels: podprobe run --node.labels \(list)"
        return [PodWarning(FieldPath("spec").field("nodeSelector"), message)]
    }

    /// Containers have the host's files: two that write their last words to one path overwrite each other. The default path is
    /// named by nobody, and few programs write it.
    private func sharedMessageWarnings(_ path: FieldPath) -> [PodWarning] {
        let all =
            spec.initContainers.enumerated().map { (path.field("initContainers").index($0), $1) }
            + spec.containers.enumerated().map { (path.field("containers").index($0), $1) }
        var owners: [String: String] = ["": "", "/dev/termination-log": ""]
        return all.compactMap { field, container in
            let owner = owners[container.terminationMessagePath] ?? container.name
            if owners[container.terminationMessagePath] == nil {
                owners[container.terminationMessagePath] = container.name
            }
            guard !owner.isEmpty, owner != container.name else { return nil }
            let message =
                "podprobe mounts no file for it: this is the host's own file, and container \(owner) names it too; give each "
                + "a path of its own"
            return PodWarning(field.field("terminationMessagePath"), message)
        }
    }
}

private let noToken = "there is no API server; podprobe mounts no token"

/// What podprobe does instead, by the field's name. A field that is not here changes nothing on a single host: there is
/// one node without taints, no scheduler, no service and no image to pull.
private let podMessages: [String: String] = [
    "affinity": "podprobe knows one node, this host; it looks only at what nodeAffinity requires (--node.labels)",
    "automountServiceAccountToken": noToken,
    "dnsConfig": "podprobe leaves the resolver alone; processes use the host's /etc/resolv.conf",
    "dnsPolicy": "podprobe leaves the resolver alone; processes use the host's /etc/resolv.conf",
    "ephemeralContainers": "podprobe does not run ephemeral containers",
    "hostAliases": "podprobe does not write /etc/hosts; processes see the host's own",
    "hostUsers": "podprobe makes no user namespace; processes run as podprobe's own user",
    "os": "podprobe runs on Linux: it rejects the pod, as a kubelet does",
    "resourceClaims": "podprobe allocates no devices",
    "resources": "podprobe counts the resources of containers only; the pod's own are not considered",
    "runtimeClassName": "podprobe uses the runtime that it was started with",
    "schedulingGates": "podprobe waits for no scheduling gate; the pod starts at once",
    "securityContext": "podprobe changes no user, group or kernel setting; processes run with podprobe's own",
    "serviceAccount": noToken,
    "setHostnameAsFQDN": "podprobe gives no names; processes see the host's own",
    "subdomain": "podprobe gives no names; processes see the host's own",
    "tolerations": "podprobe's node has no taints and evicts nothing because of one",
    "topologySpreadConstraints": "podprobe knows one node, this host; the pod runs here",
    "volumes": "podprobe mounts no volumes; processes see the host's own files",
]

private let containerMessages: [String: String] = [
    "resizePolicy": "podprobe resizes no running container; a changed manifest replaces the pod",
    "restartPolicyRules": "podprobe looks at restartPolicy only, whatever the exit code",
    "securityContext": "podprobe changes no user, group or capability; the process runs with podprobe's own",
    "stdin": "podprobe gives the process an empty standard input",
    "tty": "podprobe gives the process no terminal",
    "volumeDevices": "podprobe mounts no volumes; the process sees the host's own devices",
    "volumeMounts": "podprobe mounts no volumes; the process sees the host's own files",
]

extension PodWarning {
    /// A warning for each field of `others` that has a message and says something.
    fileprivate static func list(
        _ others: [String: JSONValue], _ path: FieldPath, _ messages: [String: String]
    ) -> [PodWarning] {
        others.sorted { $0.key < $1.key }.compactMap { name, value in
            guard let message = messages[name], !isUsual(name, value) else { return nil }
            return PodWarning(path.field(name), message)
        }
    }

    /// Whether the value asks for what happens anyway.
    private static func isUsual(_ name: String, _ value: JSONValue) -> Bool {
        switch (name, value) {
        case ("dnsPolicy", .string(let policy)): ["", "Default", "ClusterFirst"].contains(policy)
        case ("serviceAccount", .string(let account)): ["", "default"].contains(account)
        case ("hostUsers", .bool(let shared)): shared
        // What decides between nodes, or looks at other pods.
        case ("affinity", let affinity):
            affinity["podAffinity"] == nil && affinity["podAntiAffinity"] == nil
                && affinity["nodeAffinity"]?["preferredDuringSchedulingIgnoredDuringExecution"] == nil
        case ("os", let system): system["name"].map { $0 == .string("linux") } ?? true
        case ("automountServiceAccountToken", .bool(let mount)): !mount
        default: value.isEmpty
        }
    }
}

extension Container {
    fileprivate func warnings(_ path: FieldPath) -> [PodWarning] {
        var warnings = PodWarning.list(others, path, containerMessages)
        for (name, hook) in [("postStart", lifecycle?.postStart), ("preStop", lifecycle?.preStop)]
        where hook?.tcpSocket != nil {
            let message =
                "Kubernetes accepts such a hook and cannot run it: it always fails, and podprobe's does, too; use "
                + "httpGet or exec"
            warnings.append(PodWarning(path.field("lifecycle").field(name).field("tcpSocket"), message))
        }
        if lifecycle?.others["stopSignal"]?.isEmpty == false {
            let message = "podprobe stops every process by SIGTERM, then SIGKILL"
            warnings.append(PodWarning(path.field("lifecycle").field("stopSignal"), message))
        }
        for (i, port) in ports.enumerated() where port.hostPort != 0 && port.hostPort != port.containerPort {
            let message =
                "podprobe maps no ports: the process is reached at \(port.containerPort), where it listens; \(port.hostPort) only keeps "
                + "out other pods that ask for it"
            warnings.append(PodWarning(path.field("ports").index(i).field("hostPort"), message))
        }
        if resources.limits.contains(where: { !$0.value.isZero }) {
            let message = "podprobe enforces no limits yet; the process may use more, and is not stopped for it"
            warnings.append(PodWarning(path.field("resources").field("limits"), message))
        }
        if resources.others["claims"]?.isEmpty == false {
            warnings.append(PodWarning(path.field("resources").field("claims"), "podprobe allocates no devices"))
        }
        return warnings
    }
}
