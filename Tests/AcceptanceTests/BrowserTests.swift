import Foundation
import TestSupport
import Testing

private let chromium = installed("chromium", "chromium-browser", "google-chrome")

/// The status page as a real browser reads it.
@Suite(.enabled(if: chromium != nil, "no chromium is installed"))
struct `The status page in a browser` {
    @Test func `shows pods and mistakes, and takes what they say for text`() async throws {
        let broken = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: "<img src=x>"
            spec:
              containers:
              - {name: main, image: sh, command: [sh]}
            """
        let daemon = try await Daemon.start([
            "good.yaml": Manifest.shell(name: "good", "exec sleep 600"), "broken.yaml": broken,
        ])
        let folder = try TemporaryDirectory()
        let (status, page, err) = try await run(
            chromium ?? "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--user-data-dir=\(folder.path)", "--dump-dom", "http://127.0.0.1:\(daemon.port)/?refresh=off",
            ])
        #expect(status == 0, "\(err)")
        #expect(page.contains("<title>podprobe on test</title>"), "\(page) \(err)")
        #expect(page.contains(#"<th scope="row">good-test</th>"#), "\(page)")
        #expect(page.contains(#"id="mistakes""#) && page.contains("broken.yaml:4: error: metadata.name"), "\(page)")
        #expect(page.contains("&lt;img src=x&gt;") && !page.contains("<img"), "\(page)")
        // A browser mends what is not closed; then there would be something after the footer.
        #expect(page.hasSuffix("</footer>\n\n\n</body></html>\n"), "\(page.suffix(200))")
        #expect(await daemon.stop() == 0)
    }
}
