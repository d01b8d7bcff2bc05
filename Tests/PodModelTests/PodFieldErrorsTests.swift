import PodModel
import Testing

@Suite struct `A pod in a manifest` {
    @Test func `is good when there is little in it`() {
        #expect(samplePod().fieldErrors() == [])
        #expect(samplePod().defaulted().fieldErrors() == [])
    }

    @Test func `has everything that is wrong reported at once`() {
        let pod = Pod(metadata: ObjectMeta(), spec: PodSpec())
        #expect(errorsInShort(of: pod) == ["metadata.name: required", "spec.containers: required"])
        let another = samplePod { pod in
            pod.metadata.name = "Web Server"
            pod.spec.containers[0].name = ""
            pod.spec.containers[0].image = ""
            pod.spec.activeDeadlineSeconds = 0
        }
        #expect(
            errorsInShort(of: another) == [
                "metadata.name: invalid", "spec.containers[0].name: required", "spec.containers[0].image: required",
                "spec.activeDeadlineSeconds: invalid",
            ])
    }

    @Test func `has a name that is a DNS subdomain`() {
        for name in ["web", "a.b-c.d", "1", String(repeating: "a", count: 253)] {
            #expect(samplePod { $0.metadata.name = name }.fieldErrors() == [], "\(name)")
        }
        for name in ["Web", "a..b", ".a", "a_b", "a-.b", String(repeating: "a", count: 254)] {
            #expect(errorsInShort(of: samplePod { $0.metadata.name = name }) == ["metadata.name: invalid"], "\(name)")
        }
        #expect(samplePod { $0.metadata.name = "My_Web.A" }.fieldErrors()[0].detail.hasSuffix("such as my-web.a"))
        #expect(samplePod { $0.metadata.name = "___" }.fieldErrors()[0].detail.hasSuffix("such as my-name"))
    }

    @Test func `has a namespace, labels and annotations of their form`() {
        let pod = samplePod { pod in
            pod.metadata.namespace = "a.b"
            pod.metadata.labels = ["ok.io/name_1": "Value", "a/b/c": "x", "empty": "", "bad": "no blanks", "-x": "y"]
            pod.metadata.annotations = ["Example.com/note": "anything é", "a b": ""]
        }
        #expect(
            errorsInShort(of: pod) == [
                "metadata.namespace: invalid", "metadata.labels: invalid", "metadata.labels: invalid",
                "metadata.labels[bad]: invalid", "metadata.annotations: invalid",
            ])
    }

    @Test func `has annotations of no more than 256 KiB`() {
        let pod = samplePod { $0.metadata.annotations = ["a": String(repeating: "x", count: 262_144)] }
        #expect(errorsInShort(of: pod) == ["metadata.annotations: invalid"])
    }

    @Test(arguments: [Int64(-1), 0, Int64(Int32.max) + 1])
    func `has a deadline from 1 to 2147483647`(seconds: Int64) {
        let pod = samplePod { $0.spec.activeDeadlineSeconds = seconds }
        #expect(errorsInShort(of: pod) == ["spec.activeDeadlineSeconds: invalid"])
        #expect(samplePod { $0.spec.activeDeadlineSeconds = 1 }.fieldErrors() == [])
    }

    @Test func `has names of node, host, account, class and gates in their form, and a known dnsPolicy`() {
        let pod = samplePod { pod in
            pod.spec.serviceAccountName = "A"
            pod.spec.nodeName = "a_b"
            pod.spec.hostname = "a.b"
            pod.spec.priorityClassName = "-"
            pod.spec.readinessGates = ["example.com/ok", ""]
            pod.spec.others["dnsPolicy"] = .string("default")
        }
        #expect(
            errorsInShort(of: pod) == [
                "spec.serviceAccountName: invalid", "spec.nodeName: invalid", "spec.hostname: invalid",
                "spec.priorityClassName: invalid", "spec.readinessGates[1].conditionType: invalid",
                "spec.dnsPolicy: notSupported",
            ])
    }

    @Test func `has its restart policy from the words that there are`() {
        #expect(RestartPolicy(rawValue: "Always") == .always)
        #expect(RestartPolicy(rawValue: "OnFailure") == .onFailure)
        #expect(RestartPolicy(rawValue: "Never") == .never)
        #expect(RestartPolicy(rawValue: "always") == nil)
    }

    @Test func `shows its errors with path, kind, value and what would be right`() {
        let text = samplePodOf { $0.imagePullPolicy = "always" }.fieldErrors()[0].description
        #expect(
            text == "spec.containers[0].imagePullPolicy: Unsupported value: \"always\": did you mean Always? "
                + "supported values: \"Always\", \"IfNotPresent\", \"Never\"")
    }
}
