import Manifests
import PodModel
import Testing

/// `nodeSelector` and what `nodeAffinity` requires.
@Suite struct `The nodes that a manifest asks for` {
    private func complaints(_ spec: String) -> [String] {
        let text =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: a, image: b}]\n\(spec)\n"
        return ManifestParser(file: "pod.yaml").parse(text).issues.map { "\($0.line): \($0.fieldPath): \($0.message)" }
    }

    private func requiring(_ terms: String) -> [String] {
        complaints(
            "  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: \(terms)}}}"
        ).map { $0.replacing("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.", with: "") }
    }

    @Test func `are read`() throws {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              nodeSelector: {disk: ssd}
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                    - matchExpressions: [{key: rack, operator: In, values: ["7"]}]
                      matchFields: [{key: metadata.name, operator: NotIn, values: [n9]}]
              containers: [{name: a, image: b}]
            """
        let result = ManifestParser(file: "pod.yaml").parse(text)
        #expect(result.issues.isEmpty)
        let spec = try #require(result.pods.first?.pod.spec)
        #expect(spec.nodeSelector == ["disk": "ssd"])
        let term = try #require(spec.requiredNodeTerms?.first)
        #expect(term.matchExpressions.map(\.key) == ["rack"] && term.matchExpressions.first?.values == ["7"])
        #expect(term.matchFields.map(\.operator) == ["NotIn"])
        #expect(spec.others["affinity"]?["nodeAffinity"] != nil, "the API shows it whole")
    }

    @Test func `are told with every mistake`() {
        #expect(
            complaints("  nodeSelector: {gpu: true}") == [
                "6: spec.nodeSelector[gpu]: expected a string, found the boolean true; put it in quotes: gpu: \"true\""
            ])
        #expect(complaints("  nodeSelector: {\"a b\": c}").count == 1)
        #expect(
            complaints("  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoreDuringExecution: {}}}").first?
                .contains("did you mean requiredDuringSchedulingIgnoredDuringExecution?") == true)
        #expect(
            requiring("[]") == ["6: nodeSelectorTerms: Required value: must have at least one node selector term"])
        #expect(
            requiring("[{matchExpresions: [{key: a, operator: Exists}]}]") == [
                "6: nodeSelectorTerms[0].matchExpresions: unknown field; did you mean matchExpressions?"
            ])
        func one(_ requirement: String) -> [String] {
            requiring("[{matchExpressions: [\(requirement)]}]").map {
                $0.replacing("6: nodeSelectorTerms[0].matchExpressions[0].", with: "")
            }
        }
        #expect(one("{key: a, operator: in, values: [b]}").first?.contains("did you mean In?") == true)
        #expect(
            one("{key: a, operator: In, values: [7]}") == [
                "values[0]: expected a string, found the number 7; put it in quotes: \"7\""
            ])
        #expect(
            one("{key: a, operator: NotIn}") == [
                "values: Required value: must be specified when operator is In or NotIn"
            ]
        )
        #expect(one("{key: a, operator: Exists, values: [b]}").first?.hasPrefix("values: Forbidden") == true)
        #expect(one("{key: a, operator: Gt, values: [\"1\", \"2\"]}").count == 1)
        #expect(one("{operator: Exists}") == ["key: Required value: give it a name"])
        #expect(
            requiring("[{matchFields: [{key: metadata.uid, operator: Exists}]}]").map { $0.prefix(48) } == [
                "6: nodeSelectorTerms[0].matchFields[0].operator:", "6: nodeSelectorTerms[0].matchFields[0].values: R",
                "6: nodeSelectorTerms[0].matchFields[0].key: Unsu",
            ])
    }
}
