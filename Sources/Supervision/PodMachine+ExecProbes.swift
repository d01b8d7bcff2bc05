import PodModel
import Probing
import Runtimes

/// Exec probes run beside the container's process, with its environment: only the runtime knows that whole, also of a
/// container that an earlier podprobe started. Each running instance is asked for once, beside the pod's operations.
extension PodMachine {
    mutating func askForEnvironments(_ turn: inout NodeTurn) {
        for container in pod.spec.probedContainers where hasExecWorker(container) {
            guard let one = status.container(container.name), one.state.isRunning else { continue }
            let id = facts.runtimeID(one.containerID)
            let isAsked = execQuestions.values.contains { $0.id == id }
            if execEnvironments[container.name]?.containerID == id || isAsked { continue }
            let operation = PodOperation.execEnvironment(id: id)
            if isHeld(operation.description, turn.now) { continue }
            execQuestions[turn.run(operation, of: self)] = (container.name, id)
        }
    }

    private func hasExecWorker(_ container: Container) -> Bool {
        ProbeType.allCases.contains {
            container.probe($0)?.exec != nil && workers[ProbeSlot(container.name, $0)] != nil
        }
    }

    mutating func environmentFound(
        _ container: String, _ id: String, _ outcome: PodOutcome, _ turn: inout NodeTurn
    ) {
        switch outcome {
        case .environment(let found):
            // Another instance runs by now, and has a question of its own.
            guard facts.runtimeID(status.container(container)?.containerID ?? "") == id else { return }
            let environment = found.map {
                ExecEnvironment(environment: $0.environment, workingDirectory: $0.workingDirectory)
            }
            execEnvironments[container] = (id, environment)
            postContexts(&turn)
            let asksByExec = self.container(container)?.readinessProbe?.exec != nil
            if stage == .active, asksByExec { triggerReadiness(only: container, &turn) }
        case .failed(let error), .startFailed(_, let error):
            // An instance that is gone meanwhile is asked about no more: its successor has another id.
            if error.kind == .notFound { return }
            hold(PodOperation.execEnvironment(id: id).description, turn.now)
            turn.log(
                .warning,
                "Exec probes wait: the runtime does not tell the container's environment: \(error.message).", self,
                container: container)
        case .done, .sandbox, .started, .hookRan: break
        }
    }
}
