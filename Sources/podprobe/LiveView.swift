import EventLoops
import Glibc
import NodeViews
import PodModel
import Supervision

/// Shows on standard output what happens: a screen that is drawn again on a terminal, else a table at every change.
struct LiveView: Sendable {
    let supervisor: Supervisor
    let clock: any SupervisionClock
    let heading: [String]

    /// Until the task is cancelled.
    func run() async {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var shown: [String] = []
        while !Task.isCancelled {
            let snapshot = supervisor.snapshot
            // Without ages, so that only changes differ.
            let essence = TerminalView(snapshot, now: Timestamp(nanoseconds: 0)).lines(eventLimit: 12)
            if isTerminal || essence != shown {
                shown = essence
                show(snapshot, isTerminal: isTerminal)
            }
            try? await clock.sleep(until: clock.now().monotonic + 1_000_000_000)
        }
    }

    private func show(_ snapshot: NodeSnapshot, isTerminal: Bool) {
        let lines = heading + [""] + TerminalView(snapshot, now: clock.now().wall).lines(eventLimit: 12)
        let clear = isTerminal ? "\u{1B}[H\u{1B}[2J" : ""
        Console.write(clear + lines.joined(separator: "\n") + "\n\n", to: STDOUT_FILENO)
    }
}
