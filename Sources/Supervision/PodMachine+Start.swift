import EventLoops
import PodModel
import Probing
import Runtimes

/// Starting a container: back-off, environment, then the runtime (kubelet-semantics 3.4, 3.5, 6).
extension PodMachine {
    mutating func begin(_ start: StartStep, _ turn: inout NodeTurn) {
        guard let container = container(start.name), let hash = specHashes[start.name] else { return }
        if let retryAt = retryAt(start), turn.now.monotonic < retryAt {
            wake(at: retryAt)
            return giveUp(start)
        }
        let key = BackOff.Key(container: start.name, specHash: hash)
        if let ended = start.ended {
            // A look that came late may have found it alive after that.
            let endedAt = max(ended.at, exitTimes.ended(ended.id) ?? ended.at)
            if let until = backOff.waitsUntil(key, endedAt: endedAt, now: turn.now.monotonic) {
                return refuse(start, key, until, &turn)
            }
            backOff.advance(key, endedAt: endedAt, now: turn.now.monotonic)
        }
        turn.measure(.containerStarting(isInit: start.isInit))
        guard let sandbox = newSandbox ?? view?.sandbox, let config = config(container, hash, sandbox, start, &turn)
        else { return giveUp(start) }
        if config.attempt == 0 { return launch(start, config, &turn) }
        // On disk first: a podprobe that crashes after the start must not come back with a shorter wait, nor, should the
        // container be lost, with a smaller count.
        queue.insert(.launch(start, config), at: 0)
        fly(.save(state(now: turn.now)), start: start, &turn)
    }

    mutating func launch(_ start: StartStep, _ config: ContainerConfig, _ turn: inout NodeTurn) {
        guard let sandbox = newSandbox ?? view?.sandbox else { return }
        starting = ContainerStart(name: config.name, attempt: config.attempt)
        fly(.startContainer(config, sandboxID: sandbox.id), start: start, &turn)
    }

    /// A failed init container ends the sync; a sidecar or a regular one does not keep the next from being tried.
    mutating func giveUp(_ start: StartStep) {
        if start.isInit, !start.isSidecar { queue.removeAll() }
    }

    /// When a start that failed is due again; nil when only the back-off counts, because the instance that did not
    /// start has an end to count from.
    private func retryAt(_ start: StartStep) -> MonotonicTime? {
        guard let failure = failures[start.name], let retryAt = failure.retryAt else { return nil }
        if let newest = view?.newest(start.name), newest.state == .exited, newest.attempt >= failure.attempt {
            return nil
        }
        return retryAt
    }

    private mutating func refuse(
        _ start: StartStep, _ key: BackOff.Key, _ until: MonotonicTime, _ turn: inout NodeTurn
    ) {
        let seconds = backOff.delayNanoseconds(key) / 1_000_000_000
        let whom = "\(pod.metadata.name)_\(pod.metadata.namespace)(\(uid))"
        let message =
            "back-off \(DurationText.go(seconds * 1_000_000_000)) restarting failed container=\(start.name) pod=\(whom)"
        tellBackOff(start.name, whom, seconds, &turn)
        fail(
            start.name,
            StartFailure(
                reason: StartFailure.crashLoopBackOff, message: message, retryAt: nil,
                attempt: attempts[start.name] ?? 0), turn.now)
        wake(at: until)
        giveUp(start)
    }

    /// The event of kubelet-semantics 3.4, for each wait at once and then no more often than the kubelet syncs.
    private mutating func tellBackOff(_ name: String, _ whom: String, _ seconds: Int64, _ turn: inout NodeTurn) {
        let id = view?.newestExited(name)?.id ?? ""
        let told = backOffTold[name]
        if let told, told.id == id, turn.now.monotonic - told.at < Self.retryNanoseconds { return }
        backOffTold[name] = (id, turn.now.monotonic)
        let message = "Back-off restarting failed container \(name) in pod \(whom)"
        turn.event(.warning, "BackOff", message, self, container: name)
        if told?.id != id {
            turn.log(
                .warning,
                "The container ends again and again: the next start waits \(DurationText.go(seconds * 1_000_000_000)).",
                self, container: name)
        }
    }

    /// Keeps why the container waits; a new reason is shown from the next sync on, which comes soon.
    mutating func fail(_ name: String, _ failure: StartFailure, _ now: Moment) {
        let before = failures[name]
        failures[name] = failure
        if before?.reason != failure.reason || before?.message != failure.message {
            wake(at: now.monotonic + 1_000_000_000)
        }
        if let retryAt = failure.retryAt { wake(at: retryAt) }
    }

    /// nil when the environment cannot be made: the container waits in CreateContainerConfigError.
    private mutating func config(
        _ container: Container, _ hash: String, _ sandbox: PodSandboxStatus, _ start: StartStep,
        _ turn: inout NodeTurn
    ) -> ContainerConfig? {
        let attempt = nextAttempt(container.name)
        let environment = environment(of: container, podIPs: sandbox.ips, turn.configs)
        for warning in environment.warnings {
            turn.event(.warning, "InvalidEnvironmentVariableNames", warning, self)
        }
        // Only the first, as a kubelet tells it.
        if let problem = environment.problems.first {
            couldNotCreate(start, attempt: attempt, RuntimeError(.config, problem), &turn)
            return nil
        }
        var config = ContainerConfig()
        (config.podName, config.podNamespace, config.podUID) = (pod.metadata.name, pod.metadata.namespace, uid)
        (config.name, config.attempt, config.specHash) = (container.name, attempt, hash)
        config.image = container.image
        (config.command, config.args) = (environment.command, environment.args)
        config.workingDir = container.workingDir
        config.environment = environment.variables
        config.resources = container.resources
        config.terminationMessagePath = container.terminationMessagePath
        config.terminationMessagePolicy = container.terminationMessagePolicy
        config.graceSeconds = pod.spec.terminationGracePeriodSeconds ?? 30
        return config
    }

    /// One more than any instance was given; 0 for the first (kubelet-semantics 3.5).
    private func nextAttempt(_ name: String) -> Int32 {
        let known = [attempts[name], view?.newest(name)?.attempt].compactMap { $0 }.max()
        return known.map { $0 + 1 } ?? 0
    }

    private func environment(
        of container: Container, podIPs: [String], _ configs: ConfigData
    ) -> ResolvedEnvironment {
        container.environment(
            for: pod,
            EnvironmentFacts(
                nodeName: facts.nodeName, hostIPs: [facts.hostIP], podIPs: podIPs, allocatable: facts.allocatable)
        ) { configs[$0] }
    }

    /// The ConfigMaps and Secrets changed: what waits because of them is tried again at once. What runs is left alone.
    mutating func retryConfigs(_ turn: inout NodeTurn) {
        let names = failures.filter { $0.value.reason == StartFailure.configError }.map(\.key)
        if names.isEmpty { return }
        for name in names { failures[name]?.retryAt = nil }
        syncDue = true
        run(&turn)
    }
}
