import EventLoops
import PodModel
import Probing
import Runtimes

/// Carries a lifecycle hook out (kubelet-semantics 3.3).
///
/// A hook with a time-out answers within it; one without, when it is done or soon after its task was cancelled.
struct HookRunner: Sendable {
    let runtime: any ContainerRuntime
    let http: LifecycleHTTPClient
    let clock: any SupervisionClock

    func run(_ call: HookCall) async -> PodOutcome {
        if let exec = call.handler.exec { return await execute(exec.command, call) }
        if let get = call.handler.httpGet { return await ask(get, call) }
        if let seconds = call.handler.sleep { return await sleep(seconds) }
        // The kubelet has no code for it and ends in "invalid handler" (pkg/kubelet/lifecycle/handlers.go).
        return .failed(
            RuntimeError(
                .other, "invalid handler: a tcpSocket hook cannot be run, in Kubernetes neither; use httpGet or exec"))
    }

    private func sleep(_ seconds: Int64) async -> PodOutcome {
        do {
            try await clock.sleep(until: clock.now().monotonic + seconds.secondsInNanoseconds)
            return .hookRan(httpInsteadAt: nil)
        } catch {
            return .failed(RuntimeError(.timeout, "the sleep of \(seconds) s was given up"))
        }
    }

    private func ask(_ get: HTTPGetAction, _ call: HookCall) async -> PodOutcome {
        if get.host.isEmpty, call.podIP.isEmpty {
            return .failed(RuntimeError(.other, "the pod has no address that an httpGet without a host could go to"))
        }
        let answer = await http.get(
            get, ports: call.container.ports, podIP: call.podIP,
            timeoutNanoseconds: call.timeoutSeconds?.secondsInNanoseconds)
        switch answer {
        case .answered(let place): return .hookRan(httpInsteadAt: place)
        case .failed(let why): return .failed(RuntimeError(.other, why))
        }
    }

    /// The command's arguments are taken as they are, without expanding $(VAR).
    private func execute(_ command: [String], _ call: HookCall) async -> PodOutcome {
        do throws(RuntimeError) {
            let result = try await runtime.execSync(
                call.containerID, command: command,
                timeoutNanoseconds: (call.timeoutSeconds ?? .max).secondsInNanoseconds)
            if result.exitCode == 0 { return .hookRan(httpInsteadAt: nil) }
            return .failed(RuntimeError(.other, Self.text(command, result)))
        } catch {
            return .failed(error)
        }
    }

    /// Bytes of output in a message, which events, logs and the status show.
    private static let outputLimit = 1_024

    private static func text(_ command: [String], _ result: ExecResult) -> String {
        let end = "command \"\(command.joined(separator: " "))\" exited with \(result.exitCode)"
        var output = result.output[...]
        while output.last == UInt8(ascii: "\n") { output.removeLast() }
        if output.isEmpty { return end }
        return
            "\(end): \(output.count > outputLimit ? "..." : "")\(String(decoding: output.suffix(outputLimit), as: UTF8.self))"
    }
}
