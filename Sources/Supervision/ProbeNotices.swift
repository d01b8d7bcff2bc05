package import Probing

/// The way from probe loops to the supervisor: `post` may be called from any thread and never waits.
///
/// It exists before both of its ends, because the engine needs it to be made and the supervisor needs the engine.
package final class ProbeNotices: Sendable {
    let stream: AsyncStream<ProbeNotice>
    private let continuation: AsyncStream<ProbeNotice>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    package func post(_ notice: ProbeNotice) { continuation.yield(notice) }
    func finish() { continuation.finish() }
}
