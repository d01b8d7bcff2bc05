import PodModel

/// A pod's status as it is stored: what the next podprobe cannot find out by itself.
extension PodStatus {
    var stored: JSONValue {
        .object([
            (key: "phase", value: .string(phase.rawValue)),
            (key: "reason", value: .string(reason)),
            (key: "message", value: .string(message)),
            (key: "podIPs", value: .array(podIPs.map { .string($0) })),
            (key: "startTime", value: startTime.map { .int($0.nanoseconds) } ?? .null),
            (key: "conditions", value: .array(conditions.map(\.stored))),
            (key: "initContainers", value: .array(initContainerStatuses.map(\.stored))),
            (key: "containers", value: .array(containerStatuses.map(\.stored))),
        ])
    }

    init?(stored json: JSONValue) {
        guard let phase = json.string("phase").flatMap(PodPhase.init(rawValue:)),
            let reason = json.string("reason"), let message = json.string("message"),
            let podIPs = json.all("podIPs", { if case .string(let ip) = $0 { ip } else { nil } }),
            let conditions = json.all("conditions", PodCondition.init(stored:)),
            let inits = json.all("initContainers", ContainerStatus.init(stored:)),
            let containers = json.all("containers", ContainerStatus.init(stored:))
        else { return nil }
        self.init()
        (self.phase, self.reason, self.message, self.podIPs) = (phase, reason, message, podIPs)
        startTime = json.time("startTime")
        (self.conditions, initContainerStatuses, containerStatuses) = (conditions, inits, containers)
    }
}

extension PodCondition {
    fileprivate var stored: JSONValue {
        .object([
            (key: "type", value: .string(type.name)), (key: "status", value: .string(status.rawValue)),
            (key: "reason", value: .string(reason)), (key: "message", value: .string(message)),
            (key: "since", value: .int(lastTransitionTime.nanoseconds)),
        ])
    }

    fileprivate init?(stored json: JSONValue) {
        guard let name = json.string("type"), let status = json.string("status").flatMap(Status.init(rawValue:)),
            let reason = json.string("reason"), let message = json.string("message"), let since = json.time("since")
        else { return nil }
        self.init(Kind(name: name), status, reason: reason, message: message, since: since)
    }
}

extension PodCondition.Kind {
    fileprivate init(name: String) {
        let own: [Self] = [.podReadyToStartContainers, .initialized, .ready, .containersReady, .podScheduled]
        self = own.first { $0.name == name } ?? .other(name)
    }
}

extension ContainerStatus {
    fileprivate var stored: JSONValue {
        .object([
            (key: "name", value: .string(name)), (key: "state", value: state.stored),
            (key: "lastState", value: lastState.map { ContainerState.terminated($0).stored } ?? .null),
            (key: "ready", value: .bool(ready)), (key: "started", value: .bool(started)),
            (key: "restartCount", value: .int(Int64(restartCount))), (key: "image", value: .string(image)),
            (key: "imageID", value: .string(imageID)), (key: "containerID", value: .string(containerID)),
        ])
    }

    fileprivate init?(stored json: JSONValue) {
        guard let name = json.string("name"), let state = json["state"].flatMap(ContainerState.init(stored:)),
            let ready = json.bool("ready"), let started = json.bool("started"),
            let count = json.int("restartCount").flatMap(Int32.init(exactly:)), let image = json.string("image"),
            let imageID = json.string("imageID"), let id = json.string("containerID")
        else { return nil }
        self.init(name: name, state: state)
        lastState = json["lastState"].flatMap(ContainerState.init(stored:))?.end
        (self.ready, self.started, restartCount) = (ready, started, count)
        (self.image, self.imageID, containerID) = (image, imageID, id)
    }
}

extension ContainerState {
    fileprivate var stored: JSONValue {
        switch self {
        case .waiting(let reason, let message):
            .object([(key: "waiting", value: .string(reason)), (key: "message", value: .string(message))])
        case .running(let startedAt): .object([(key: "running", value: .int(startedAt.nanoseconds))])
        case .terminated(let end):
            .object([
                (key: "terminated", value: .int(Int64(end.exitCode))), (key: "reason", value: .string(end.reason)),
                (key: "message", value: .string(end.message)),
                (key: "startedAt", value: .int(end.startedAt.nanoseconds)),
                (key: "finishedAt", value: .int(end.finishedAt.nanoseconds)),
                (key: "containerID", value: .string(end.containerID)),
            ])
        }
    }

    fileprivate init?(stored json: JSONValue) {
        if let reason = json.string("waiting"), let message = json.string("message") {
            self = .waiting(reason: reason, message: message)
        } else if let startedAt = json.time("running") {
            self = .running(startedAt: startedAt)
        } else if let code = json.int("terminated").flatMap(Int32.init(exactly:)), let reason = json.string("reason"),
            let message = json.string("message"), let startedAt = json.time("startedAt"),
            let finishedAt = json.time("finishedAt"), let id = json.string("containerID")
        {
            self = .terminated(
                Terminated(
                    exitCode: code, reason: reason, message: message, startedAt: startedAt, finishedAt: finishedAt,
                    containerID: id))
        } else {
            return nil
        }
    }
}
