import Manifests
import PodModel
import Testing

@Suite struct `The report of a check` {
    @Test func `has a line for each issue, and the counts`() {
        var load = ManifestLoad()
        load.issues = [
            ManifestIssue(.error, .validate, file: "a.yaml", line: 3, fieldPath: "spec.x", message: "unknown field"),
            ManifestIssue(.warning, .validate, file: "a.yaml", message: "beware"),
        ]
        (load.validFiles, load.invalidFiles) = (["b.yaml"], ["a.yaml"])
        #expect(
            ManifestReport(load).text
                == "a.yaml:3: error: spec.x: unknown field\na.yaml: warning: beware\n2 files, 0 pods, 1 error, 1 warning\n"
        )
        #expect(ManifestReport(load).isWrong)
    }

    @Test func `counts what is no pod apart`() {
        var load = ManifestLoad()
        for kind in [ConfigReference.Kind.secret, .configMap, .configMap] {
            let reference = ConfigReference(kind, namespace: "n", name: "x")
            load.objects.append(LoadedObject(reference: reference, file: "a.yaml", data: [:]))
        }
        load.validFiles = ["a.yaml"]
        #expect(ManifestReport(load).text == "1 file, 0 pods, 2 ConfigMaps, 1 Secret, 0 errors, 0 warnings\n")
    }

    @Test func `is not wrong because of warnings, or of nothing at all`() {
        var load = ManifestLoad()
        #expect(ManifestReport(load).text == "0 files, 0 pods, 0 errors, 0 warnings\n")
        load.issues = [ManifestIssue(.warning, .validate, file: "a.yaml", message: "beware")]
        #expect(!ManifestReport(load).isWrong)
    }
}
