/// The rules of containers, init containers and their ports (kubelet-semantics 1.1, 5.4).
extension FieldErrors {
    mutating func checkContainers(of spec: PodSpec, _ path: FieldPath) {
        let containers = path.field("containers")
        let initContainers = path.field("initContainers")
        if spec.containers.isEmpty {
            required(containers, "a pod has at least one container; list it with name, image and command")
        }
        var names: Set<String> = []
        for (i, container) in spec.containers.enumerated() {
            check(container, containers.index(i), &names)
            checkRegular(container, spec, containers.index(i))
        }
        checkHostPorts(of: Array(zip(spec.containers, spec.containers.indices.map(containers.index))))
        for (i, container) in spec.initContainers.enumerated() {
            check(container, initContainers.index(i), &names)
            checkInit(container, spec, initContainers.index(i))
            // Init containers run one after the other, so each may use the same host port.
            checkHostPorts(of: [(container, initContainers.index(i))])
        }
    }

    /// What holds for every container.
    private mutating func check(_ container: Container, _ path: FieldPath, _ names: inout Set<String>) {
        checkName(path.field("name"), container.name, NameRules.dnsLabel)
        if !container.name.isEmpty, !names.insert(container.name).inserted {
            let rule = "names are unique among containers and initContainers"
            duplicate(path.field("name"), container.name, rule)
        }
        check(image: container.image, path.field("image"))
        check(
            path.field("terminationMessagePolicy"), container.terminationMessagePolicy,
            isOneOf: ["FallbackToLogsOnError", "File"])
        check(path.field("imagePullPolicy"), container.imagePullPolicy, isOneOf: ["Always", "IfNotPresent", "Never"])
        check(ports: container.ports, path.field("ports"))
        check(environment: container, path)
        check(container.resources, path.field("resources"))
    }

    private mutating func check(image: String, _ path: FieldPath) {
        if image.isEmpty {
            required(path, "name the image that the container runs, such as nginx:1.27")
        } else if image.first?.isWhitespace == true || image.last?.isWhitespace == true {
            invalid(path, image, "must not have leading or trailing blanks")
        }
    }

    private mutating func checkRegular(_ container: Container, _ spec: PodSpec, _ path: FieldPath) {
        check(probesAndHooksOf: container, grace: spec.terminationGracePeriodSeconds, path)
        if container.restartPolicy != nil {
            let right = "only an init container has one (Always makes it a sidecar); set spec.restartPolicy for the pod"
            forbidden(path.field("restartPolicy"), "may not be set for non-init containers; \(right)")
        }
        guard spec.hostNetwork else { return }
        for (i, port) in container.ports.enumerated() where port.hostPort != port.containerPort {
            let right = "leave it out or write \(port.containerPort)"
            invalid(
                path.field("ports").index(i).field("hostPort"), port.hostPort,
                "must match `containerPort` when `hostNetwork` is true; \(right)")
        }
    }

    private mutating func checkInit(_ container: Container, _ spec: PodSpec, _ path: FieldPath) {
        if let policy = container.restartPolicy {
            check(path.field("restartPolicy"), policy.rawValue, isOneOf: ["Always"])
        }
        if container.isSidecar {
            return check(probesAndHooksOf: container, grace: spec.terminationGracePeriodSeconds, path)
        }
        let present = [
            ("lifecycle", container.lifecycle != nil), ("livenessProbe", container.livenessProbe != nil),
            ("readinessProbe", container.readinessProbe != nil), ("startupProbe", container.startupProbe != nil),
        ]
        for (name, isThere) in present where isThere {
            forbidden(
                path.field(name),
                "may not be set for init containers without restartPolicy=Always; remove it, or move it to a container")
        }
    }

    private mutating func check(ports: [ContainerPort], _ path: FieldPath) {
        var names: Set<String> = []
        for (i, port) in ports.enumerated() {
            let one = path.index(i)
            if !port.name.isEmpty {
                let wrong = NameRules.portName(port.name)
                invalid(one.field("name"), port.name, each: wrong)
                if wrong.isEmpty, !names.insert(port.name).inserted {
                    duplicate(one.field("name"), port.name, "names are unique among the container's ports")
                }
            }
            if port.containerPort == 0 {
                required(one.field("containerPort"), "write the port that the container listens on, 1 to 65535")
            } else {
                check(port: port.containerPort, one.field("containerPort"))
            }
            if port.hostPort != 0 { check(port: port.hostPort, one.field("hostPort")) }
            check(one.field("protocol"), port.protocol, isOneOf: ["SCTP", "TCP", "UDP"])
        }
    }

    mutating func check(port: Int32, _ path: FieldPath) {
        if !(1...65535).contains(port) { invalid(path, port, "must be between 1 and 65535, inclusive") }
    }

    private mutating func checkHostPorts(of containers: [(Container, FieldPath)]) {
        var taken: [String: String] = [:]
        for (container, path) in containers {
            for (i, port) in container.ports.enumerated() where port.hostPort != 0 {
                let key = "\(port.protocol)/\(port.hostIP)/\(port.hostPort)"
                if let owner = taken[key] {
                    let right = "choose another, or none"
                    duplicate(
                        path.field("ports").index(i).field("hostPort"), key,
                        "container \(owner) has it already; \(right)")
                } else {
                    taken[key] = container.name
                }
            }
        }
    }
}
