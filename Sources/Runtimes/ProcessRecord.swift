import PodModel

/// All that the process runtime knows of one container, as it is kept on disk, so that a podprobe which was killed finds
/// its containers again.
struct ProcessRecord: Sendable, Equatable {
    /// `starting` is written before the process exists: after a crash in between, its mark is searched.
    enum State: String, Sendable { case created, starting, running, exited }

    /// The main process for ever: number, start time, and the boot that both belong to.
    struct Process: Sendable, Equatable {
        var key: ProcessStat.Key
        var bootID: String
    }

    var id: String
    var sandboxID: String
    var podName: String
    var podNamespace: String
    var podUID: String
    var name: String
    var attempt: Int32
    var specHash: String
    var image: String
    /// Command and args.
    var arguments: [String]
    /// `NAME=value`, complete.
    var environment: [String]
    var workingDirectory: String
    var terminationMessagePath: String
    var terminationMessagePolicy: String
    var graceSeconds: Int64
    var logPath: String
    var createdAt: Timestamp
    var state = State.created
    var process: Process?
    var startedAt: Timestamp?
    var finishedAt: Timestamp?
    var exitCode: Int32 = 0
    var reason = ""
    var message = ""
    /// The file at the terminationMessagePath as it was before this instance could write it.
    var messageBefore: FileVersion?

    /// "container web of pod default/shop-node1", for messages.
    var title: String { "container \(name) of pod \(podNamespace)/\(podName)" }

    /// What the runtime protocol shows of it.
    var status: ContainerRecord {
        let state: ContainerRecord.State =
            switch state {
            case .created, .starting: .created
            case .running: .running
            case .exited: .exited
            }
        var status = ContainerRecord(
            id: id, sandboxID: sandboxID, podUID: podUID, podName: podName, podNamespace: podNamespace, name: name,
            attempt: attempt, specHash: specHash, state: state, createdAt: createdAt)
        status.startedAt = startedAt
        status.finishedAt = finishedAt
        status.exitCode = exitCode
        status.reason = reason
        status.message = message
        status.image = image
        status.imageID = image
        status.logPath = logPath
        return status
    }

    mutating func exit(_ code: Int32, reason: String, message: String = "", at time: Timestamp) {
        state = .exited
        exitCode = code
        self.reason = reason
        self.message = message
        finishedAt = time
    }
}

extension ProcessRecord {
    var json: JSONValue {
        var fields: [(key: String, value: JSONValue)] = [
            ("version", .int(1)), ("id", .string(id)), ("sandbox", .string(sandboxID)), ("podName", .string(podName)),
            ("podNamespace", .string(podNamespace)), ("podUID", .string(podUID)), ("name", .string(name)),
            ("attempt", .int(Int64(attempt))), ("specHash", .string(specHash)), ("image", .string(image)),
            ("arguments", .array(arguments.map { .string($0) })),
            ("environment", .array(environment.map { .string($0) })), ("workingDirectory", .string(workingDirectory)),
            ("terminationMessagePath", .string(terminationMessagePath)),
            ("terminationMessagePolicy", .string(terminationMessagePolicy)), ("graceSeconds", .int(graceSeconds)),
            ("logPath", .string(logPath)), ("createdAt", .int(createdAt.nanoseconds)),
            ("state", .string(state.rawValue)), ("exitCode", .int(Int64(exitCode))), ("reason", .string(reason)),
            ("message", .string(message)),
        ]
        if let startedAt { fields.append(("startedAt", .int(startedAt.nanoseconds))) }
        if let finishedAt { fields.append(("finishedAt", .int(finishedAt.nanoseconds))) }
        if let messageBefore { fields.append(("messageBefore", messageBefore.json)) }
        if let process {
            fields.append(("pid", .int(Int64(process.key.pid))))
            fields.append(("startTicks", .int(Int64(process.key.startTicks))))
            fields.append(("bootID", .string(process.bootID)))
        }
        return .object(fields)
    }

    /// nil for what is no record of a version that we know.
    init?(json: JSONValue) {
        let fields = RecordFields(json)
        guard fields.int("version") == 1, let id = fields.string("id"), let sandbox = fields.string("sandbox"),
            let podName = fields.string("podName"), let podNamespace = fields.string("podNamespace"),
            let podUID = fields.string("podUID"), let name = fields.string("name"), let attempt = fields.int("attempt"),
            let specHash = fields.string("specHash"), let arguments = fields.strings("arguments"),
            let environment = fields.strings("environment"), let logPath = fields.string("logPath"),
            let createdAt = fields.int("createdAt"), let state = fields.string("state").flatMap(State.init)
        else { return nil }
        self.init(
            id: id, sandboxID: sandbox, podName: podName, podNamespace: podNamespace, podUID: podUID, name: name,
            attempt: Int32(truncatingIfNeeded: attempt), specHash: specHash, image: fields.string("image") ?? "",
            arguments: arguments, environment: environment,
            workingDirectory: fields.string("workingDirectory") ?? "",
            terminationMessagePath: fields.string("terminationMessagePath") ?? "",
            terminationMessagePolicy: fields.string("terminationMessagePolicy") ?? "",
            graceSeconds: fields.int("graceSeconds") ?? 30, logPath: logPath,
            createdAt: Timestamp(nanoseconds: createdAt))
        self.state = state
        process = Self.process(fields)
        startedAt = fields.int("startedAt").map(Timestamp.init(nanoseconds:))
        finishedAt = fields.int("finishedAt").map(Timestamp.init(nanoseconds:))
        exitCode = Int32(truncatingIfNeeded: fields.int("exitCode") ?? 0)
        reason = fields.string("reason") ?? ""
        message = fields.string("message") ?? ""
        messageBefore = FileVersion(json: json["messageBefore"])
    }

    private static func process(_ fields: RecordFields) -> Process? {
        guard let pid = fields.int("pid"), pid > 1, pid <= Int64(Int32.max), let start = fields.int("startTicks"),
            start >= 0, let bootID = fields.string("bootID")
        else { return nil }
        return Process(key: ProcessStat.Key(pid: Int32(pid), startTicks: UInt64(start)), bootID: bootID)
    }
}

/// Typed looks into a JSON object.
struct RecordFields {
    private let object: JSONValue
    init(_ object: JSONValue) { self.object = object }

    func string(_ name: String) -> String? {
        if case .string(let text) = object[name] { text } else { nil }
    }

    func int(_ name: String) -> Int64? {
        if case .int(let number) = object[name] { number } else { nil }
    }

    func strings(_ name: String) -> [String]? {
        guard case .array(let items) = object[name] else { return nil }
        let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
        return texts.count == items.count ? texts : nil
    }
}
