import Foundation

/// A real nginx that answers "ok" over TLS, with a certificate that no client should trust. The header X-Server-Name is
/// the name that the client gave in the handshake, if any.
package final class TLSTestServer: Sendable {
    package enum Certificate: Sendable, CaseIterable {
        /// Signed by itself, for the name wrong.example, until 2099.
        case selfSigned
        /// The same, but ended on 2021-01-01.
        case expired
        /// The same, with an RSA key of 1,024 bits, as old appliances have.
        case weak
    }

    /// Nil when a program that it needs is missing; then tests skip with this reason.
    package static let isPossible = installed("nginx") != nil && installed("openssl") != nil
    package static let reason = "needs nginx and openssl (deploy/setup --tests)"

    package let port: UInt16
    /// When the certificate expires, in seconds since 1970.
    package let expirySeconds: Int64
    private let program: RunningProgram
    private let folder: TemporaryDirectory

    package init(_ certificate: Certificate) async throws {
        guard let nginx = installed("nginx") else { throw HTTPClient.Failure(description: Self.reason) }
        folder = try TemporaryDirectory()
        port = freePort()
        expirySeconds = certificate == .expired ? 1_609_459_200 : 4_070_908_800
        try await Self.make(certificate, in: folder)
        let configuration = try folder.write(Self.configuration(port: port, folder: folder.path), to: "nginx.conf")
        program = try RunningProgram(nginx, ["-p", folder.path, "-c", configuration, "-e", "stderr"])
        let (port, program) = (port, program)
        let listens = await eventually {
            guard let fd = try? HTTPClient.connect(port: port) else { return !program.isRunning }
            close(fd)
            return true
        }
        guard listens, program.isRunning else {
            throw HTTPClient.Failure(description: "nginx did not start: \(program.standardError)")
        }
    }

    private static func configuration(port: UInt16, folder: String) -> String {
        """
        daemon off; master_process off; pid \(folder)/nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fastcgi;
          uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
          server {
            listen 127.0.0.1:\(port) ssl;
            ssl_certificate \(folder)/certificate.pem; ssl_certificate_key \(folder)/key.pem;
            ssl_ciphers DEFAULT:@SECLEVEL=0;
            add_header X-Server-Name $ssl_server_name;
            return 200 "ok";
          }
        }
        """
    }

    /// `openssl ca` is the one of its commands that takes dates in the past.
    private static func make(_ certificate: Certificate, in folder: TemporaryDirectory) async throws {
        guard let openssl = installed("openssl") else { throw HTTPClient.Failure(description: reason) }
        let authority = """
            [ca]
            default_ca = c
            [c]
            database = \(try folder.write("", to: "index.txt"))
            new_certs_dir = \(folder.path)
            default_md = sha256
            policy = p
            rand_serial = yes
            [p]
            commonName = supplied
            """
        let configuration = try folder.write(authority, to: "ca.conf")
        let bits = certificate == .weak ? 1024 : 2048
        let (key, request) = (folder.file("key.pem"), folder.file("request.pem"))
        try await succeed(
            openssl,
            ["req", "-new", "-newkey", "rsa:\(bits)", "-nodes", "-keyout", key, "-out", request]
                + ["-subj", "/CN=wrong.example"])
        try await succeed(
            openssl,
            ["ca", "-batch", "-notext", "-selfsign", "-config", configuration, "-keyfile", key]
                + ["-in", request, "-out", folder.file("certificate.pem"), "-startdate", "20200101000000Z", "-enddate"]
                + [certificate == .expired ? "20210101000000Z" : "20990101000000Z"])
    }

    private static func succeed(_ program: String, _ arguments: [String]) async throws {
        let (status, _, errors) = try await run(program, arguments)
        guard status == 0 else {
            throw HTTPClient.Failure(description: "\(program) \(arguments.first ?? ""): \(errors)")
        }
    }
}
