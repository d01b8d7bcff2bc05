package import PodModel

/// A defaulted pod with these containers, for tests.
package func pod(
    _ name: String = "web", uid: String? = nil, policy: RestartPolicy = .always, grace: Int64 = 30,
    inits: [Container] = [], containers: [Container] = [Container(name: "main", image: "img", command: ["run"])]
) -> Pod {
    var spec = PodSpec()
    spec.containers = containers
    spec.initContainers = inits
    spec.restartPolicy = policy
    spec.terminationGracePeriodSeconds = grace
    return Pod(metadata: ObjectMeta(name: name, namespace: "default", uid: uid ?? "uid-\(name)"), spec: spec)
        .defaulted()
}

package func container(
    _ name: String, liveness: Probe? = nil, readiness: Probe? = nil, startup: Probe? = nil
) -> Container {
    var container = Container(name: name, image: "img", command: ["run"])
    container.livenessProbe = liveness
    container.readinessProbe = readiness
    container.startupProbe = startup
    return container
}

/// A tcpSocket probe; `grace` is its own terminationGracePeriodSeconds.
package func tcpProbe(grace: Int64? = nil) -> Probe {
    var probe = Probe()
    probe.tcpSocket = TCPSocketAction()
    probe.tcpSocket?.port = .int(80)
    probe.terminationGracePeriodSeconds = grace
    return probe
}
