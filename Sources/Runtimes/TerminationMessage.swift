import EventLoops
import Glibc
import Synchronization

/// What a container says of its own end: the file at its terminationMessagePath, or the end of its log
/// (kubelet-semantics 3.6; getTerminationMessage of pkg/kubelet/kuberuntime).
///
/// A kubelet mounts a fresh file into each instance. A process has the host's files, so the path is a path of this host, and a
/// message belongs to the first instance that ends after it was written: the file counts only when it is another one than when the
/// instance started, or has another size or time. It is only ever read; podprobe makes, empties and removes no such file.
///
/// Of a longer file the last 4,096 bytes count. With FallbackToLogsOnError, and when the exit code is not 0 and the file is missing,
/// unchanged or empty, the end of the log counts. A file that cannot be read gives a message that says why, and no fallback.
struct TerminationMessage: Sendable, Equatable {
    static let longest = 4_096

    /// Of the file; "" without one, or with one that did not change.
    var file = ""
    /// What the file was like when it was read.
    var version: FileVersion?
    /// Of the log; "" where the log does not count.
    var log = ""

    /// What an instance that has ended is asked.
    struct Question: Sendable {
        var path: String
        /// The file when the instance started.
        var before: FileVersion?
        var usesLog: Bool
        var logPath: String
    }

    /// - Parameter isUnchanged: the file is the one of an earlier instance.
    func text(isUnchanged: Bool = false) -> String { isUnchanged || file.isEmpty ? log : file }

    /// The part that may wait for a file system that hangs.
    static func read(_ question: Question, log: String) -> TerminationMessage {
        guard !question.path.isEmpty else { return TerminationMessage(log: log) }
        let now = FileVersion.of(question.path)
        if let now, now == question.before { return TerminationMessage(log: log) }
        do throws(SystemError) {
            let tail = try FileTail.read(question.path, atMost: longest)
            return TerminationMessage(file: tail.text, version: tail.version, log: log)
        } catch  where error.errno == ENOENT || error.errno == ENOTDIR {
            return TerminationMessage(log: log)
        } catch {
            return TerminationMessage(file: "Error on reading termination log \(question.path): \(error)", version: now)
        }
    }

    // A file system that hangs cannot be interrupted; so that it holds up nobody else, each question gets a thread of its
    // own, and there is a limit to how many may hang.
    private static let threads = Atomic(0)
    private static let threadLimit = 256

    /// Calls `answer` in a thread of its own; with nil when there is none, at once.
    static func read(_ question: Question, log: String, answer: @escaping @Sendable (TerminationMessage?) -> Void) {
        guard threads.add(1, ordering: .relaxed).newValue <= threadLimit else {
            threads.subtract(1, ordering: .relaxed)
            return answer(nil)
        }
        do throws(SystemError) {
            try PosixThread(name: "last-words") {
                answer(read(question, log: log))
                threads.subtract(1, ordering: .relaxed)
            }.detach()
        } catch {
            threads.subtract(1, ordering: .relaxed)
            answer(nil)
        }
    }
}
