import EventLoops
import PodModel

/// What the container says of its own end is there before its record says that it has ended.
extension ProcessContainer {
    /// How long the log and the file may take, which are on disks that may hang.
    static let messageNanoseconds: Int64 = 5_000_000_000

    /// Where the message is; a relative path is one from the root, as in a container.
    private var messagePath: String {
        let path = record.terminationMessagePath
        return path.isEmpty || path.hasPrefix("/") ? path : "/" + path
    }

    /// A message that is there before the start is not this instance's.
    func noteMessageFile() {
        record.messageBefore = messagePath.isEmpty ? nil : FileVersion.of(messagePath)
    }

    /// Reads what is left of the log and then the message; `complete` follows.
    func askForMessage(_ how: Ending) {
        endTimer = setTimer(.message, after: Self.messageNanoseconds)
        let question = TerminationMessage.Question(
            path: messagePath, before: record.messageBefore,
            usesLog: how.isKnown && how.code != 0 && record.terminationMessagePolicy == "FallbackToLogsOnError",
            logPath: record.logPath)
        let (id, mail) = (record.id, world.around.mail)
        let isAsked = world.around.logs.post { logs in
            logs.finish(id)
            let log = question.usesLog ? LogTail.text(question.logPath) : ""
            TerminationMessage.read(question, log: log) { message in
                mail.post { $0.containers[id]?.messageFound(message) }
            }
        }
        if !isAsked { complete(saying: "") }
    }

    /// Answers late are nobody's: the instance has ended without.
    private func messageFound(_ message: TerminationMessage?) {
        guard ending?.isAsking == true else { return }
        guard let message else { return messageMissing("podprobe reads too many already") }
        // Another instance with this path may have ended meanwhile, and it was that one's.
        let isTaken = message.version != nil && message.version == record.messageBefore
        if let version = message.version, !isTaken, !message.file.isEmpty {
            world.taken(version, path: messagePath, by: self)
        }
        complete(saying: message.text(isUnchanged: isTaken))
    }

    func messageTimedOut() {
        messageMissing("its log or \(messagePath) could not be read in \(Self.messageNanoseconds / 1_000_000_000) s")
    }

    private func messageMissing(_ why: String) {
        say(.error, "its termination message is not known: \(why)")
        complete(saying: "")
    }

    fileprivate func forgetMessage(_ version: FileVersion, path: String) {
        guard record.state == .running, messagePath == path else { return }
        record.messageBefore = version
        world.save(self)
    }
}

extension ProcessWorld {
    /// The message is one container's: it is an old one for every other that runs with the same path.
    fileprivate func taken(_ version: FileVersion, path: String, by owner: ProcessContainer) {
        for container in containers.values where container !== owner {
            container.forgetMessage(version, path: path)
        }
    }
}
