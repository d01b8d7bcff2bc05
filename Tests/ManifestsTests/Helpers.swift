import Manifests

/// The issues of a manifest's text, one a line, as a user sees them.
func issues(_ text: String, file: String = "pod.yaml") -> [String] {
    ManifestParser(file: file).parse(text).issues.map(\.description)
}

/// A pod whose one container has these lines, each at the depth of the container's fields.
func container(_ lines: String) -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
      - name: main
        image: nginx:1.14

    """ + lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
        + "\n"
}

/// What is said about the fields of a container, without file and severity: `9: path: message`.
func complaints(aboutContainer lines: String) -> [String] {
    ManifestParser(file: "pod.yaml").parse(container(lines)).issues.map { issue in
        let path = issue.fieldPath.replacing("spec.containers[0].", with: "")
        return "\(issue.line): \(path): \(issue.message)"
    }
}

/// A small generator that gives the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
