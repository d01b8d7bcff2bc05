import EventLoops
package import PodModel
import Probing
import Runtimes

/// The life of one pod: takes what happens, one input after the other, and says what to do. Pure and synchronous; it
/// knows the time only from the turn it is handed.
///
/// A sync decides on a view of the runtime that is newer than the pod's last operation; its steps then run one after
/// the other, and nothing new is decided until the last of them has come back.
package struct PodMachine: Sendable {
    enum Stage: Sendable, Equatable {
        /// There is no room for it yet.
        case unadmitted
        /// There was no room for it, and it is not asked again.
        case rejected
        case active
        /// The phase is terminal: what still runs is stopped, dead containers stay to be looked at.
        case finishing
        /// The pod is removed; at the end nothing of it is left.
        case terminating
        /// podprobe ends: the containers are stopped, what is known of them stays.
        case halting, halted
        case gone
    }

    package let uid: String
    /// `<namespace>/<name>`.
    package let label: String
    let facts: NodeFacts
    let isOrphan: Bool
    let createdAt: Timestamp
    /// When the manifest came to this podprobe.
    let seenAt: MonotonicTime
    /// What `activeDeadlineSeconds` counts from.
    var activeSince: MonotonicTime
    var desired: DesiredPod
    /// As it is desired, with the generation that podprobe counts.
    private(set) var pod: Pod
    private(set) var generation: Int64
    /// What the probes' workers were made for, where the pod has changed in place since.
    var outdatedPod: Pod?
    var specHashes: [String: String] = [:]
    var stage = Stage.active
    /// The status of one that was not let in is made by admission alone, also while it ends: what the runtime may have of an
    /// earlier pod is not its own.
    var isAdmitted = true
    /// When an earlier podprobe found that it does not fit.
    var waitsSince: Timestamp?
    var deletionTimestamp: Timestamp?
    /// As it is published.
    package internal(set) var status = PodStatus()

    /// nil until the runtime was seen once.
    var view: PodView?
    var viewSerial: UInt64 = 0
    /// An older view does not show yet what this pod's last operation did.
    var neededSerial: UInt64 = 0
    /// Made in this sync; the view does not have it yet.
    var newSandbox: PodSandboxStatus?
    var exitTimes = ExitTimes()
    /// In which sandbox an init container was seen to have completed last.
    var completedInits: [String: String] = [:]
    /// The highest restart count that an instance of each container was given.
    var attempts: [String: Int32] = [:]

    var syncDue = true
    var syncKind = "create"
    var syncBegunAt: MonotonicTime?
    /// What the newest sync decided on.
    var syncView: PodView?
    var queue: [PodStep] = []
    var flights: [UInt64: Flight] = [:]
    /// Its start, or its postStart hook, is under way: the status does not show it yet.
    var starting: ContainerStart?
    /// Stops under way, by container id.
    var kills: [String: KillProgress] = [:]
    /// Instances whose preStop hook was begun.
    var preStopRun: Set<String> = []
    var wakeAt: MonotonicTime?

    var backOff = BackOff()
    var failures: [String: StartFailure] = [:]
    /// Containers whose newest start succeeded; the failure before it is forgotten when the view shows so.
    var settled: Set<String> = []
    /// What failed and is not tried again before then, by what it is.
    var holds: [String: MonotonicTime] = [:]
    var backOffTold: [String: (id: String, at: MonotonicTime)] = [:]
    /// As what the restart counts of an instance that podprobe has stopped, by container id.
    var killCauses: [String: RestartCause] = [:]
    /// Stops by podprobe that are not seen to have worked yet: container id and when it was asked.
    var stopsAskedAt: [String: MonotonicTime] = [:]

    var results = ProbeResults()
    var workers: [ProbeSlot: ProbeContext?] = [:]
    /// Workers that ended by themselves, and the instance after whose end they did.
    var endedWorkers: [ProbeSlot: String] = [:]
    var probeMessages: [ProbeSlot: (text: String, at: Timestamp)] = [:]
    /// What the runtime said, by container name; the environment is nil where it has none to give.
    var execEnvironments: [String: (containerID: String, environment: ExecEnvironment?)] = [:]
    /// The questions for it that are under way.
    var execQuestions: [UInt64: (container: String, id: String)] = [:]
    var hasReportedStart = false
    /// Something changed since it was last remembered.
    var isDirty = true

    /// A pod that shall run; `state` is what was kept of it, if it ran before.
    init(_ desired: DesiredPod, facts: NodeFacts, restoring state: PodState?, neededSerial: UInt64, now: Moment) {
        self.desired = desired
        self.facts = facts
        self.neededSerial = neededSerial
        uid = desired.uid
        label = desired.label
        isOrphan = false
        createdAt = state?.createdAt ?? now.wall
        seenAt = now.monotonic
        activeSince = state?.status.startTime.map { now.monotonic(at: $0) } ?? now.monotonic
        generation = state?.generation ?? 1
        pod = desired.pod
        if let state { restore(state, now: now) }
        takeOver(desired, now.monotonic)
        if state.map({ $0.status.condition(.podScheduled)?.status == .true }) ?? facts.allocatable.isEmpty {
            if state == nil { begin(now: now) }
            if status.phase.isTerminal { stage = .finishing }
        } else if status.phase.isTerminal {
            (stage, isAdmitted) = (.rejected, false)
        } else {
            awaitAdmission()
        }
    }

    /// The status of a pod that has just been accepted.
    mutating func begin(now: Moment) {
        status = StatusBuilder(pod: pod, facts: facts, view: PodView(), old: status).build(now: now.wall)
        status.startTime = now.wall
    }

    /// What the runtime has of a pod that nobody wants: it is stopped and removed (kubelet-semantics 3.2).
    init(orphan view: PodView, uid: String, serial: UInt64, facts: NodeFacts, now: Moment) {
        self.uid = uid
        self.facts = facts
        isOrphan = true
        createdAt = now.wall
        seenAt = now.monotonic
        activeSince = now.monotonic
        let first = view.containers.first
        let name = view.sandbox?.podName ?? first?.podName ?? ""
        let namespace = view.sandbox?.podNamespace ?? first?.podNamespace ?? ""
        var pod = Pod(metadata: ObjectMeta(name: name, namespace: namespace, uid: uid), spec: PodSpec())
        pod.spec.terminationGracePeriodSeconds = 1
        desired = DesiredPod(pod: pod, source: "")
        self.pod = pod
        generation = 0
        label = desired.label
        stage = .terminating
        self.view = view
        viewSerial = serial
        hasReportedStart = true
    }

    /// Nothing of it shall run any more.
    package var isEnding: Bool {
        switch stage {
        case .terminating, .halting, .halted, .gone: true
        case .unadmitted, .rejected, .active, .finishing: false
        }
    }
    package var isGone: Bool { stage == .gone }
    package var hasHalted: Bool { stage == .halted || stage == .gone }

    func container(_ name: String) -> Container? { pod.spec.allContainers.first { $0.name == name } }

    mutating func takeOver(_ desired: DesiredPod, _ now: MonotonicTime) {
        if desired.pod.spec != self.desired.pod.spec { generation += 1 }
        self.desired = desired
        pod = desired.pod
        pod.metadata.generation = max(generation, pod.metadata.generation)
        // As a kubelet notes it when it first sees a pod (pkg/kubelet/config/config.go).
        if facts.staticPods { pod.metadata.annotations["kubernetes.io/config.seen"] = createdAt.rfc3339Nano }
        specHashes = [:]
        for container in pod.spec.allContainers { specHashes[container.name] = container.specHash }
        backOff.keepOnly(Set(specHashes.map { BackOff.Key(container: $0.key, specHash: $0.value) }), now)
        status.qosClass = pod.qosClass
    }
}
