import CurlTransfers
import EventLoops
import Foundation
import TestSupport
import Testing

/// Sockets that this process holds open; Dispatch and the test library have descriptors of other kinds, now more, now fewer.
private func socketCount() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
        return target?.hasPrefix("socket:") == true
    }
}

/// Bytes of memory in use by this process.
private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}

/// Transfers of every kind of end, one after the other and some at once.
private func manyEnds(_ client: Client, _ servers: [HTTPTestServer], refused: UInt16, count: Int) async throws {
    for round in 0..<count / 10 {
        await withTaskGroup { group in
            for server in servers {
                group.addTask { _ = await client.send(request(server.port, "/\(round)")) }
            }
            group.addTask { _ = await client.send(request(refused)) }
            group.addTask { _ = await client.send(request(refused, "no slash")) }
            group.addTask {
                var secure = request(refused)
                secure.secure = true
                _ = await client.send(secure)
            }
        }
        for server in [servers[0], servers[1]] { _ = await client.cancel(client.begin(request(server.port))) }
    }
}

@Suite struct `Thousands of transfers` {
    @Test(.inAProcessOfItsOwn) func `leave no socket, no memory and nothing in flight behind, in a process of its own`()
        async
    {
        await #expect(processExitsWith: .success) {
            let servers = try [
                HTTPTestServer.answering(), HTTPTestServer(.reset),
                HTTPTestServer.answering(body: String(repeating: "b", count: 20_000)),
                HTTPTestServer(answersAtOnce: "garbage\r\n\r\n"),
                HTTPTestServer(.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")),
            ]
            let refused = freePort()
            let client = try Client()
            try await manyEnds(client, servers, refused: refused, count: 1_000)
            #expect(await eventually { await client.inFlight == 0 })
            let before = (try socketCount(), try residentBytes())
            try await manyEnds(client, servers, refused: refused, count: 2_000)
            #expect(await client.inFlight == 0)
            // The servers' threads close their ends a moment later.
            #expect(await eventually { try socketCount() <= before.0 })
            // 2,000 lost handles would be 11 MB; some 300 kB are what the servers remember.
            let grown = try residentBytes() - before.1
            #expect(grown < 3_000_000)
        }
    }

    @Test(.inAProcessOfItsOwn) func `end unheard when the client goes away, in a process of its own`() async {
        await #expect(processExitsWith: .success) {
            let server = try HTTPTestServer(.hold)
            let before = try socketCount()
            var client: Client? = try Client()
            for _ in 0..<200 { _ = client?.begin(request(server.port)) { _ in Issue.record("heard of its end") } }
            #expect(await eventually { server.requests.count == 200 })
            client = nil
            #expect(await eventually { try socketCount() <= before })
        }
    }
}
