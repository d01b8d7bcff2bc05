import TestSupport
import Testing

/// The manifests of a first user's notes, with the slips that were in them; the text is what `podprobe check` says.
@Suite struct `The notes' broken manifests` {
    @Test func `with a command that lacks its space and is one string`() {
        let text = BrokenManifest.initCommandString.text
        #expect(
            issues(text) == [
                #"pod.yaml:12: error: spec.initContainers[0].command: a space is missing after the colon: write command: ["util nslookup ..."]"#,
                #"pod.yaml:12: warning: spec.initContainers[0].command: the program to run would be the one called "util nslookup ..."; each word is an entry of its own: command: ["util", "nslookup", "..."]"#,
            ])
    }

    @Test func `with a misspelled field and two missing spaces`() {
        let text = BrokenManifest.multiPodTypos.text
        #expect(
            issues(text) == [
                "pod.yaml:6: error: spec.cntainers: unknown field; did you mean containers?",
                "pod.yaml:10: error: spec.containers[0].ports[0].containerPort: a space is missing after the colon: write - containerPort: 80",
                "pod.yaml:11: error: spec.containers[1].name: a space is missing after the dash: write - name: centos-controller",
            ])
    }

    @Test func `with a placeholder for a name`() {
        let text = BrokenManifest.placeholderName.text
        #expect(
            issues(text) == [
                "pod.yaml:4: error: metadata.name: expected a string, found a list: square brackets make a list; write name: myname (if [myname] stands for a name of your own, write that name without the brackets)"
            ])
    }

    @Test func `with a probe whose fields lack their spaces`() {
        let text = BrokenManifest.probeWithoutSpaces.text
        #expect(
            issues(text) == [
                "pod.yaml:11: error: spec.containers[0].livenessProbe.httpGet.path: a space is missing after the colon: write path: /",
                "pod.yaml:12: error: spec.containers[0].livenessProbe.httpGet.port: a space is missing after the colon: write port: 80",
            ])
    }

    @Test func `with other names for resources and no amounts`() {
        let text = BrokenManifest.resourceWrongNames.text
        #expect(
            issues(text) == [
                "pod.yaml:9: error: spec.containers[0].Resource: unknown field; did you mean resources?",
                "pod.yaml:10: error: spec.containers[0].resources.request: unknown field; did you mean requests?",
                "pod.yaml:11: error: spec.containers[0].resources.requests[memory]: no value; write e.g. 64Mi",
                "pod.yaml:12: error: spec.containers[0].resources.requests[cpu]: no value; write e.g. 200m",
                "pod.yaml:13: error: spec.containers[0].resources.limit: unknown field; did you mean limits?",
                "pod.yaml:14: error: spec.containers[0].resources.limits[memory]: no value; write e.g. 64Mi",
                "pod.yaml:15: error: spec.containers[0].resources.limits[cpu]: no value; write e.g. 200m",
            ])
    }
}
