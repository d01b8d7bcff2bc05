/// One container of a pod.
package struct Container: Sendable, Equatable {
    package var name = ""
    package var image = ""
    package var imagePullPolicy = ""
    package var command: [String] = []
    package var args: [String] = []
    package var workingDir = ""
    package var ports: [ContainerPort] = []
    package var env: [EnvVar] = []
    package var envFrom: [EnvFromSource] = []
    package var resources = ResourceRequirements()
    package var livenessProbe: Probe?
    package var readinessProbe: Probe?
    package var startupProbe: Probe?
    package var lifecycle: Lifecycle?
    /// Always on an init container makes it a sidecar; nil elsewhere.
    package var restartPolicy: RestartPolicy?
    package var terminationMessagePath = ""
    package var terminationMessagePolicy = ""
    /// Accepted, not acted on: volumeMounts, securityContext, ... by field name.
    package var others: [String: JSONValue] = [:]

    /// Whether this, as an init container, runs beside the containers instead of before them (kubelet-semantics 4).
    package var isSidecar: Bool { restartPolicy == .always }

    package init() {}
    package init(name: String, image: String = "", command: [String] = []) {
        self.name = name
        self.image = image
        self.command = command
    }
}

package struct ContainerPort: Sendable, Equatable {
    package var name = ""
    package var containerPort: Int32 = 0
    package var hostPort: Int32 = 0
    package var hostIP = ""
    /// TCP, UDP or SCTP; "" until defaulted to TCP.
    package var `protocol` = ""

    package init() {}
    package init(name: String = "", containerPort: Int32) {
        self.name = name
        self.containerPort = containerPort
    }
}

package struct ResourceRequirements: Sendable, Equatable {
    /// By resource name: cpu, memory, ephemeral-storage, hugepages-2Mi, example.com/device.
    package var requests: [String: Quantity] = [:]
    package var limits: [String: Quantity] = [:]
    /// Accepted, not acted on: claims.
    package var others: [String: JSONValue] = [:]
    package init() {}
}

package struct EnvVar: Sendable, Equatable {
    package var name = ""
    package var value = ""
    package var valueFrom: EnvVarSource?
    package init() {}
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Exactly one is set in a valid manifest.
package struct EnvVarSource: Sendable, Equatable {
    package var fieldRef: ObjectFieldSelector?
    package var resourceFieldRef: ResourceFieldSelector?
    package var configMapKeyRef: KeySelector?
    package var secretKeyRef: KeySelector?
    package init() {}
}

package struct ObjectFieldSelector: Sendable, Equatable {
    package var apiVersion = ""
    package var fieldPath = ""
    package init() {}
}

package struct ResourceFieldSelector: Sendable, Equatable {
    package var containerName = ""
    package var resource = ""
    package var divisor: Quantity?
    package init() {}
}

/// A key of a ConfigMap or Secret.
package struct KeySelector: Sendable, Equatable {
    package var name = ""
    package var key = ""
    package var optional = false
    package init() {}
}

package struct EnvFromSource: Sendable, Equatable {
    package var prefix = ""
    package var configMapRef: ObjectReference?
    package var secretRef: ObjectReference?
    package init() {}
}

package struct ObjectReference: Sendable, Equatable {
    package var name = ""
    package var optional = false
    package init() {}
}
