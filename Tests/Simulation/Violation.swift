/// What must hold at every step, or at rest.
package enum Rule: String, CaseIterable {
    case oneInstance = "never two live instances of one container"
    case killCause = "nothing is stopped without a cause that the semantics allow"
    case restartCause = "nothing is started again that its policy lets rest"
    case countRises = "restart counts never fall"
    case backOff = "no wait is shorter than its back-off"
    case comesBack = "what should run comes back in bounded time"
    case initOrder = "nothing is started before its predecessors are done"
    case stopOrder = "sidecars are stopped after all that they serve, last to first"
    case grace = "nobody gets SIGKILL before its grace is over"
    case preStop = "a preStop hook runs before the stop signal"
    case terminalStays = "a terminal phase stays"
    case ended = "nobody waits in a pod that has ended"
    case probing = "probes ask only when they may"
    case ready = "nobody is shown ready whose readiness probe never succeeded"
    case workers = "the workers are those of the pods"
    case atRest = "at rest the status tells what the runtime has"
    case leftovers = "at rest nothing is left of removed pods"
    case room = "no more is admitted than there is room for"
    case priority = "nobody takes the room of one that goes first"
    case deadline = "a pod ends when its time is up"
    case sources = "the pods are those that the manifests ask for"
    case comments = "a comment changes nothing"
    case progress = "time goes on"
}

package struct Violation: CustomStringConvertible {
    package var rule: Rule
    var at: Int64
    var what: String

    package var description: String { "at \(Double(at) / 1e9) s: \(rule.rawValue): \(what)" }
}
