import CurlTransfers
import EventLoops
import Logging
import Manifests
import Supervision

/// Fetches a manifest from an address, over and over, as a kubelet does with its staticPodURL (pkg/kubelet/config/http.go:
/// every 20 s, ten seconds a request). Whatever goes wrong leaves the pods as they are, and so does an empty answer, which
/// to a kubelet means that there are none.
actor ManifestURL {
    private static let periodNanoseconds: Int64 = 20_000_000_000
    private static let timeoutSeconds = 10
    /// The limit of a manifest file.
    private static let byteLimit = 10 << 20

    private let url: String
    private let headers: [String]
    private let clock: any SupervisionClock
    private let logger: Logger
    private(set) var document: ManifestDocument

    init(_ url: String, headers: [String], clock: any SupervisionClock, logger: Logger) {
        self.url = url
        self.headers = headers
        self.clock = clock
        self.logger = logger
        document = ManifestDocument(url: Self.shown(url))
    }

    /// Until it is cancelled; calls `changed` whenever there is something new.
    func follow(_ changed: @Sendable () async -> Void) async {
        while !Task.isCancelled {
            let before = document
            await fetch()
            if document != before { await changed() }
            let due = clock.now().monotonic + Self.periodNanoseconds
            do { try await clock.sleep(until: due) } catch { return }
        }
    }

    /// Asks now.
    func fetch() async {
        let before = document
        do throws(CurlDownload.Failure) {
            let bytes = try await download().get()
            if bytes.isEmpty { throw CurlDownload.Failure(message: "the answer is empty") }
            document.bytes = bytes
            document.problem = nil
            if before.problem != nil {
                logger.info("the manifest can be fetched again", metadata: ["url": "\(document.url)"])
            }
        } catch {
            document.problem = "can't be fetched: \(error.message); its pods stay as they are, tried again every 20 s"
        }
    }

    /// In a thread of its own, because libcurl blocks.
    private func download() async -> Result<[UInt8], CurlDownload.Failure> {
        let (url, headers) = (url, headers)
        return await withCheckedContinuation { continuation in
            let work = { @Sendable in
                do throws(CurlDownload.Failure) {
                    let bytes = try CurlDownload.get(
                        url, headers: headers, timeoutSeconds: Self.timeoutSeconds, byteLimit: Self.byteLimit)
                    continuation.resume(returning: .success(bytes))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            do throws(SystemError) {
                try PosixThread(name: "static-pod-url", work).detach()
            } catch {
                continuation.resume(returning: .failure(.init(message: "\(error)")))
            }
        }
    }

    /// This content was without a mistake.
    func noteGood(_ bytes: [UInt8]?) { document.lastGood = bytes }

    /// The address as it is shown: without its password.
    private static func shown(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return url
        }
        return url[...colon] + "xxxxx" + url[at...]
    }
}
