import PodModel
import Testing

@Suite struct `A probe's port` {
    private let container = {
        var container = Container(name: "app", image: "app")
        container.ports = [
            ContainerPort(name: "http", containerPort: 8080), ContainerPort(name: "81", containerPort: 82),
        ]
        container.ports[0].hostPort = 9999
        return container
    }()

    @Test(arguments: [
        (IntOrString.int(1), 1), (.int(65535), 65535), (.string("http"), 8080), (.string("80"), 80),
        (.string("81"), 82),
    ]) func `is itself, the containerPort of that name, or the text as a number`(port: IntOrString, number: Int)
        throws
    {
        #expect(try container.number(of: port) == UInt16(number))
    }

    @Test func `P18 that names no port of its own container is an error each time, and passes validation`() {
        let error = #expect(throws: PortError.self) { try container.number(of: .string("metrics")) }
        #expect(error?.description.contains("no port named \"metrics\" (it has http, 81)") == true)
        #expect(throws: PortError.self) { try Container(name: "b", image: "b").number(of: .string("http")) }
        let pod = samplePodOf { container in
            container.readinessProbe = Probe()
            container.readinessProbe?.tcpSocket = TCPSocketAction()
            container.readinessProbe?.tcpSocket?.port = .string("metrics")
        }
        #expect(pod.fieldErrors() == [])
    }

    @Test(arguments: [
        IntOrString.int(0), .int(65536), .int(-1), .string("0"), .string("65536"), .string(""), .string("1x"),
    ])
    func `outside of 1 to 65535 is an error`(port: IntOrString) {
        #expect(throws: PortError.self) { try container.number(of: port) }
    }
}
