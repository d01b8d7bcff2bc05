import HTTPServing
import Manifests
import NodeViews
import PodModel
import Supervision

/// Everything that is served besides the metrics.
struct Routes: Sendable {
    let supervisor: Supervisor
    let follower: ManifestFollower
    let clock: any SupervisionClock
    let readiness: Readiness
    let telemetryPath: String

    var all: [Route] { pages + health + [reload] }

    /// Away from the server thread: with many pods they take milliseconds, for which `/-/ready` must not wait.
    private var pages: [Route] {
        let supervisor = supervisor
        return [
            statusPage,
            .get("/api/v1/pods", later: { _ in Self.json(podListJSON(supervisor.snapshot)) }),
            .get("/pods", later: { _ in Self.json(podListJSON(supervisor.snapshot)) }),
            .get("/api/v1/events", later: { _ in Self.json(eventListJSON(supervisor.snapshot)) }),
        ]
    }

    private var statusPage: Route {
        let (supervisor, follower, clock, telemetryPath) = (supervisor, follower, clock, telemetryPath)
        return .get(
            "/",
            later: { request in
                let page = StatusPage(
                    supervisor.snapshot, now: clock.now().wall, version: Version.text,
                    mistakes: await follower.mistakes.map(\.description), refreshes: request.query["refresh"] != "off",
                    telemetryPath: telemetryPath)
                return HTTPReply(200, contentType: "text/html; charset=utf-8", body: Array(page.html.utf8))
            })
    }

    private static func json(_ value: JSONValue) -> HTTPReply {
        HTTPReply(200, contentType: "application/json", body: Array(value.text.utf8) + [0x0A])
    }

    /// Alive as soon as anything answers; ready once the manifests were read, until podprobe is told to stop.
    private var health: [Route] {
        let readiness = readiness
        return [
            .get("/-/healthy") { _ in HTTPReply(200, "podprobe is healthy.\n") },
            .get("/livez") { _ in HTTPReply(200, "ok\n") },
            .get("/healthz") { _ in HTTPReply(200, "ok\n") },
            .get("/-/ready") { _ in readiness.answer(yes: "podprobe is ready.\n") },
            .get("/readyz") { _ in readiness.answer(yes: "ok\n") },
        ]
    }

    private var reload: Route {
        let follower = follower
        return .post("/-/reload") { _ in
            let mistakes = await follower.reload()
            guard !mistakes.isEmpty else { return HTTPReply(200, "reloaded\n") }
            return HTTPReply(
                500,
                "reloaded what is good; these mistakes are skipped:\n"
                    + mistakes.map { "\($0)\n" }.joined())
        }
    }
}
