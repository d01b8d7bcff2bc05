import Foundation

/// Manifests of pods whose containers are real programs of every Debian machine.
enum Manifest {
    /// A web server in Perl that answers 200, or 500 while the file `down` exists.
    static func web(
        name: String = "web", port: UInt16, down: String = "/nonexistent", probes: String = "", spec: String = ""
    ) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: \(name)
          namespace: shop
        spec:
          terminationGracePeriodSeconds: 3
        \(indented(spec, by: 2))
          containers:
          - name: server
            image: perl
            command:
            - perl
            - -MIO::Socket::INET
            - -e
            - |
              # A tcpSocket probe closes without reading: writing to it must not end the server.
              $SIG{PIPE} = 'IGNORE';
              my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => \(port), Listen => 64,
                  ReuseAddr => 1) or die "listen: $!";
              while (1) {
                  my $client = $listener->accept or next;
                  while (my $line = <$client>) { last if $line =~ /^\\r?\\n/ }
                  my $status = -e '\(down)' ? '500 Internal Server Error' : '200 OK';
                  print $client "HTTP/1.1 $status\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
                  close $client;
              }
            ports:
            - {name: http, containerPort: \(port)}
        \(indented(probes, by: 4))
        """
    }

    /// A shell script as a pod's one container.
    static func shell(
        name: String, _ script: String, container: String = "main", probes: String = "", spec: String = ""
    ) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: \(name)
          namespace: shop
        spec:
          terminationGracePeriodSeconds: 3
        \(indented(spec, by: 2))
          containers:
          - name: \(container)
            image: sh
            command:
            - sh
            - -c
            - |
        \(indented(script, by: 6))
        \(indented(probes, by: 4))
        """
    }

    private static func indented(_ text: String, by spaces: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: true)
            .map { String(repeating: " ", count: spaces) + $0 }.joined(separator: "\n")
    }
}

/// `/api/v1/pods` and `/api/v1/events` as a client sees them.
struct API {
    private let items: [[String: Any]]

    init(_ bytes: [UInt8]) throws {
        let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        items = object?["items"] as? [[String: Any]] ?? []
    }

    var names: [String] { items.compactMap { ($0["metadata"] as? [String: Any])?["name"] as? String }.sorted() }

    func pod(_ name: String) -> [String: Any]? {
        items.first { ($0["metadata"] as? [String: Any])?["name"] as? String == name }
    }

    func phase(_ name: String) -> String? { (pod(name)?["status"] as? [String: Any])?["phase"] as? String }

    func uid(_ name: String) -> String? { (pod(name)?["metadata"] as? [String: Any])?["uid"] as? String }

    func container(_ pod: String, _ container: String) -> [String: Any]? {
        let status = self.pod(pod)?["status"] as? [String: Any]
        let all =
            (status?["containerStatuses"] as? [[String: Any]] ?? [])
            + (status?["initContainerStatuses"] as? [[String: Any]] ?? [])
        return all.first { $0["name"] as? String == container }
    }

    func waitingReason(_ pod: String, _ name: String) -> String? {
        ((container(pod, name)?["state"] as? [String: Any])?["waiting"] as? [String: Any])?["reason"] as? String
    }

    func terminatedReason(_ pod: String, _ name: String) -> String? {
        ((container(pod, name)?["state"] as? [String: Any])?["terminated"] as? [String: Any])?["reason"] as? String
    }

    func restarts(_ pod: String, _ name: String) -> Int? { container(pod, name)?["restartCount"] as? Int }
    func ready(_ pod: String, _ name: String) -> Bool? { container(pod, name)?["ready"] as? Bool }

    /// (reason, message) of every event of one pod.
    func events(of pod: String) -> [(reason: String, message: String)] {
        items.filter { ($0["involvedObject"] as? [String: Any])?["name"] as? String == pod }
            .map { ($0["reason"] as? String ?? "", $0["message"] as? String ?? "") }
    }
}
