import PodModel
import Testing

/// The smallest pod that Kubernetes takes, for a test to change.
func samplePod(_ change: (inout Pod) -> Void = { _ in }) -> Pod {
    var pod = Pod(metadata: ObjectMeta(name: "web"), spec: PodSpec())
    pod.spec.containers = [Container(name: "app", image: "nginx:1.27", command: ["nginx"])]
    change(&pod)
    return pod
}

/// The same with its one container changed.
func samplePodOf(container change: (inout Container) -> Void) -> Pod {
    samplePod { change(&$0.spec.containers[0]) }
}

/// The quantity of a text that is one; a failure of the test where it is none.
func quantity(_ text: String) -> Quantity {
    do {
        return try Quantity(text)
    } catch {
        Issue.record("\(error)")
        return .zero
    }
}

func quantities(_ texts: [String: String]) -> [String: Quantity] { texts.mapValues(quantity) }

/// `<path>: <kind>` of every error, with the detail left out.
func errorsInShort(of pod: Pod) -> [String] {
    pod.fieldErrors().map { "\($0.path): \($0.kind)" }
}
