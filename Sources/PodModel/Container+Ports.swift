/// Why a probe's port names no number.
package struct PortError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
}

extension Container {
    /// The number that a probe's port stands for (kubelet-semantics 1.2): itself, or the containerPort of this
    /// container's port of that name, or the text read as a decimal.
    package func number(of port: IntOrString) throws(PortError) -> UInt16 { try port.number(among: ports) }
}

extension IntOrString {
    /// The same, given the ports of the probe's container.
    package func number(among ports: [ContainerPort]) throws(PortError) -> UInt16 {
        let number: Int? =
            switch self {
            case .int(let number): Int(number)
            case .string(let name): ports.first { $0.name == name }.map { Int($0.containerPort) } ?? Int(name)
            }
        guard let number else { throw PortError(description: unknownName(among: ports)) }
        guard (1...65535).contains(number) else {
            throw PortError(description: "port \(number) is out of range; ports go from 1 to 65535")
        }
        return UInt16(number)
    }

    private func unknownName(among ports: [ContainerPort]) -> String {
        let names = ports.map(\.name).filter { !$0.isEmpty }
        let known = names.isEmpty ? "it names no port" : "it has \(names.joined(separator: ", "))"
        return "the container has no port named \"\(self)\" (\(known)); name one under ports, or use a number"
    }
}

extension IntOrString: CustomStringConvertible {
    package var description: String {
        switch self {
        case .int(let number): "\(number)"
        case .string(let name): name
        }
    }
}
