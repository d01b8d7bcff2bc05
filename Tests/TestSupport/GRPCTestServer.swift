import Foundation

/// A real gRPC server (python3-grpcio) on a loopback port with the standard health service, by the name asked for:
/// "" serves, "down" does not, "slow" answers after a minute, any other is not found.
package final class GRPCTestServer: Sendable {
    private static let python = "/usr/bin/python3"
    package static let reason = "needs python3-grpcio for /usr/bin/python3 (deploy/setup --tests)"
    /// Whether the library is there; tests skip with ``reason`` when it is not.
    package static let isPossible: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", "import grpc"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    package let port: UInt16
    private let program: RunningProgram

    /// - Parameter hasHealthService: else no method is known.
    package init(hasHealthService: Bool = true) async throws {
        program = try RunningProgram(Self.python, ["-c", Self.script, hasHealthService ? "health" : "nothing"])
        let program = program
        _ = await eventually { program.standardOutput.hasSuffix("\n") || !program.isRunning }
        guard let port = UInt16(program.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw HTTPClient.Failure(description: "gRPC server did not start: \(program.standardError)")
        }
        self.port = port
    }

    /// Messages are written by hand: field 1 of the request is the service's name, field 1 of the answer its status.
    private static let script = """
        import grpc, os, sys, time
        from concurrent import futures

        def check(request, context):
            service = request[2:].decode()
            if service == "slow":
                time.sleep(60)
            if service not in ("", "down"):
                context.abort(grpc.StatusCode.NOT_FOUND, "no service called " + service)
            return b"\\x08\\x01" if service == "" else b"\\x08\\x02"

        parent = os.getppid()
        server = grpc.server(futures.ThreadPoolExecutor(4))
        if sys.argv[1] == "health":
            method = grpc.unary_unary_rpc_method_handler(check)
            handler = grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": method})
            server.add_generic_rpc_handlers((handler,))
        print(server.add_insecure_port("127.0.0.1:0"), flush=True)
        server.start()
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(0)
        """
}
