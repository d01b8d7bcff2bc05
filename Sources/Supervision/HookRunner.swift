import EventLoops
import PodModel
import Runtimes

/// Carries a lifecycle hook out (kubelet-semantics 3.3).
struct HookRunner: Sendable {
    let runtime: any ContainerRuntime
    let clock: any SupervisionClock

    func run(_ call: HookCall) async -> PodOutcome {
        if let exec = call.handler.exec { return await execute(exec.command, call) }
        if let seconds = call.handler.sleep {
            let end = clock.now().monotonic + seconds * 1_000_000_000
            do { try await clock.sleep(until: end) } catch { return .failed(RuntimeError(.timeout, "given up")) }
            return .hookRan(fellBackToHTTP: false)
        }
        return .failed(RuntimeError(.other, "tcpSocket hooks are not supported, in Kubernetes neither"))
    }

    /// Without a time-out of its own a command may take a year.
    private static let noTimeoutSeconds: Int64 = 31_536_000

    private func execute(_ command: [String], _ call: HookCall) async -> PodOutcome {
        let seconds = call.timeoutSeconds ?? Self.noTimeoutSeconds
        do throws(RuntimeError) {
            let result = try await runtime.execSync(
                call.containerID, command: command, timeoutNanoseconds: seconds * 1_000_000_000)
            if result.exitCode == 0 { return .hookRan(fellBackToHTTP: false) }
            let output = String(decoding: result.output, as: UTF8.self)
            return .failed(
                RuntimeError(
                    .other, "command \"\(command.joined(separator: " "))\" exited with \(result.exitCode): \(output)"))
        } catch {
            return .failed(error)
        }
    }
}
