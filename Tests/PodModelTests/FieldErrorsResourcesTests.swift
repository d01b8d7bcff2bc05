import PodModel
import Testing

@Suite struct `Resources in a manifest` {
    private let path = "spec.containers[0].resources"

    private func errors(requests: [String: String] = [:], limits: [String: String] = [:]) -> [FieldError] {
        samplePodOf { container in
            container.resources.requests = quantities(requests)
            container.resources.limits = quantities(limits)
        }.fieldErrors()
    }
    private func short(requests: [String: String] = [:], limits: [String: String] = [:]) -> [String] {
        errors(requests: requests, limits: limits).map { "\($0.path.description.dropFirst(path.count)): \($0.kind)" }
    }

    @Test func `are good when requests stay within limits, and a limit of 0 is legal`() {
        #expect(short(requests: ["cpu": "100m", "memory": "64Mi"], limits: ["cpu": "0.1", "memory": "1Gi"]) == [])
        #expect(short(limits: ["cpu": "0"]) == [])
        #expect(short(requests: ["ephemeral-storage": "1Gi"]) == [])
    }

    @Test func `request no more than their limit`() {
        let found = errors(requests: ["cpu": "1"], limits: ["cpu": "500m"])
        #expect(
            found.map(\.description) == [
                "\(path).requests: Invalid value: \"1\": must be less than or equal to cpu limit of 500m"
            ])
    }

    @Test func `are not negative`() {
        #expect(short(requests: ["memory": "-1"]) == [".requests[memory]: invalid"])
        #expect(short(limits: ["cpu": "-1"]) == [".limits[cpu]: invalid", ".requests[cpu]: invalid"])
    }

    // Looked up: validateContainerResourceName (core/validation/validation.go) calls a bare unknown name Invalid, "must
    // be a standard resource for containers", after a first Invalid of validateResourceName: podprobe says it once.
    @Test func `have standard names, or names of a domain`() {
        #expect(short(requests: ["CPU": "1"]) == [".requests[CPU]: invalid"])
        #expect(errors(requests: ["CPU": "1"])[0].detail.contains("did you mean cpu?"))
        #expect(errors(requests: ["gpu": "1"])[0].detail.contains("example.com/gpu"))
        #expect(short(limits: ["exa_mple.com/gpu": "1"]).first == ".limits[exa_mple.com/gpu]: invalid")
        #expect(short(limits: ["example.com/gpu": "1"]) == [])
    }

    // Looked up: ValidateResourceQuantityValue (core/validation/validation.go) calls a part of an extended resource
    // Invalid.
    @Test func `of another domain are whole, equal and limited`() {
        #expect(short(limits: ["example.com/gpu": "500m"]).first == ".limits[example.com/gpu]: invalid")
        #expect(short(requests: ["example.com/gpu": "1"]) == [".limits: required"])
        #expect(short(requests: ["example.com/gpu": "1"], limits: ["example.com/gpu": "2"]) == [".requests: invalid"])
        #expect(
            errors(requests: ["example.com/gpu": "1"], limits: ["example.com/gpu": "2"])[0].detail
                == "must be equal to example.com/gpu limit of 2")
    }

    @Test func `of huge pages are whole pages, equal, limited, and beside cpu or memory`() {
        #expect(short(limits: ["hugepages-2Mi": "4Mi", "cpu": "1"]) == [])
        #expect(short(limits: ["hugepages-2Mi": "4Mi"]) == [": forbidden"])
        #expect(short(requests: ["hugepages-2Mi": "4Mi", "cpu": "1"]) == [".limits: required"])
        #expect(short(limits: ["hugepages-2Mi": "3Mi", "cpu": "1"]).first == ".limits[hugepages-2Mi]: invalid")
        #expect(short(limits: ["hugepages-big": "3Mi", "cpu": "1"]).first == ".limits[hugepages-big]: invalid")
    }

    @Test func `of the pod's overhead are looked at too`() {
        let pod = samplePod { $0.spec.overhead = quantities(["cpu": "-1", "disk": "1"]) }
        #expect(errorsInShort(of: pod) == ["spec.overhead[cpu]: invalid", "spec.overhead[disk]: invalid"])
    }
}
