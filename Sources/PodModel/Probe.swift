/// What kind of question a probe answers; the raw value is the word of events and of `probe_type` labels.
package enum ProbeType: String, Sendable, CaseIterable, Comparable {
    case liveness = "Liveness"
    case readiness = "Readiness"
    case startup = "Startup"

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A probe as the manifest has it (kubelet-semantics 1.1). Numbers are nil where the manifest is silent.
package struct Probe: Sendable, Equatable {
    /// Every handler that the manifest names; a valid probe has exactly one.
    package var exec: ExecAction?
    package var httpGet: HTTPGetAction?
    package var tcpSocket: TCPSocketAction?
    package var grpc: GRPCAction?
    package var initialDelaySeconds: Int32 = 0
    /// Zero until defaulted (timeout 1, period 10, success 1, failure 3).
    package var timeoutSeconds: Int32 = 0
    package var periodSeconds: Int32 = 0
    package var successThreshold: Int32 = 0
    package var failureThreshold: Int32 = 0
    /// nil inherits the pod's.
    package var terminationGracePeriodSeconds: Int64?

    package init() {}
}

package struct ExecAction: Sendable, Equatable {
    package var command: [String] = []
    package init() {}
    package init(command: [String]) { self.command = command }
}

package struct HTTPGetAction: Sendable, Equatable {
    package var path = ""
    package var port = IntOrString.int(0)
    package var host = ""
    /// HTTP or HTTPS; "" until defaulted to HTTP.
    package var scheme = ""
    package var httpHeaders: [HTTPHeader] = []
    package init() {}
}

package struct HTTPHeader: Sendable, Equatable {
    package var name = ""
    package var value = ""
    package init() {}
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

package struct TCPSocketAction: Sendable, Equatable {
    package var port = IntOrString.int(0)
    package var host = ""
    package init() {}
}

package struct GRPCAction: Sendable, Equatable {
    package var port: Int32 = 0
    package var service = ""
    package init() {}
}

/// A number or the name of one of the container's ports.
package enum IntOrString: Sendable, Equatable {
    case int(Int32)
    case string(String)
}

/// What runs just after a container starts and just before it stops.
package struct Lifecycle: Sendable, Equatable {
    package var postStart: LifecycleHandler?
    package var preStop: LifecycleHandler?
    /// Accepted, not acted on: stopSignal.
    package var others: [String: JSONValue] = [:]
    package init() {}
}

package struct LifecycleHandler: Sendable, Equatable {
    package var exec: ExecAction?
    package var httpGet: HTTPGetAction?
    package var tcpSocket: TCPSocketAction?
    /// Seconds.
    package var sleep: Int64?
    package init() {}
}
