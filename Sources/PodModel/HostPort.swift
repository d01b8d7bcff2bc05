/// A port of the host that a pod takes for itself.
package struct HostPort: Sendable, Equatable {
    package var `protocol`: String
    /// Empty stands for every address.
    package var address: String
    package var port: Int32

    package init(protocol: String, address: String, port: Int32) {
        self.protocol = `protocol`
        self.address = address
        self.port = port
    }

    /// Two pods can't have them at the same time: an unspecified address takes the port of all.
    func overlaps(_ other: HostPort) -> Bool {
        port == other.port && `protocol` == other.protocol
            && (address == other.address || isEverywhere || other.isEverywhere)
    }

    private var isEverywhere: Bool { ["", "0.0.0.0", "::"].contains(address) }
}

extension HostPort: CustomStringConvertible {
    /// `TCP 80`, `UDP 127.0.0.1:53`.
    package var description: String { "\(`protocol`) \(address.isEmpty ? "" : address + ":")\(port)" }
}

extension Pod {
    /// Those of the containers and sidecars; an init container that ends takes none (pkg/scheduler/util, GetHostPorts).
    package var hostPorts: [HostPort] {
        (spec.initContainers.filter(\.isSidecar) + spec.containers).flatMap(\.ports).filter { $0.hostPort > 0 }.map {
            HostPort(protocol: $0.protocol, address: $0.hostIP, port: $0.hostPort)
        }
    }
}
