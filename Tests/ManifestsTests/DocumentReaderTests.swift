import Testing

private let head =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: main\n    image: nginx\n"

/// The complaints about a manifest whose lines from the ninth on are these, without the file's name and severity.
private func complaints(_ lines: String) -> [String] {
    issues(head + lines + "\n").map { String($0.dropFirst("pod.yaml:".count)).replacing(" error: ", with: " ") }
}

@Suite struct `Broken YAML` {
    static let troubles: [(String, [String])] = [
        (
            "    args: [\"a\"\n    tty: true",
            ["9: not valid YAML: the [ on line 9 is not closed, or a comma is missing (noticed at line 10, column 5)"]
        ),
        (
            "    args: [\"a]\n    comand: [b]",
            [
                "9: not valid YAML: the quote that opens on line 9 is never closed (noticed at the end)",
                "10: spec.containers[0].comand: unknown field; did you mean command?",
            ]
        ),
        (
            "    args: [\"a\\d\"]",
            [
                #"9: not valid YAML: in double quotes a backslash begins an escape: write \\, or use single quotes (noticed at column 14)"#
            ]
        ),
        (
            "    workingDir: a: b",
            ["9: not valid YAML: a value with a colon and a space in it must be in quotes (noticed at column 18)"]
        ),
        (
            "    workingDir: @home",
            ["9: not valid YAML: a value that begins with @ must be in quotes (noticed at column 17)"]
        ),
        (
            "    workingDir: *home",
            [
                "9: not valid YAML: the * begins an alias, and nothing has that name: put the value in quotes (noticed at column 17)"
            ]
        ),
        (
            "    workingDir: *",
            ["9: not valid YAML: a value that begins with * or & must be in quotes (noticed at column 18)"]
        ),
        (
            "    workingDir: \"a\" b",
            [
                "9: not valid YAML: the line does not go on with what began on line 7: is it indented like its neighbours, and does nothing follow a closing quote? (noticed at column 21)"
            ]
        ),
        (
            "     workingDir: a",
            [
                "9: not valid YAML: the line sets a field where none can be; is it indented too far, or the line above it unfinished? (noticed at column 16)"
            ]
        ),
        (
            "    ports:\n    - containerPort: 80\n     - containerPort: 81",
            [
                "11: not valid YAML: the line does not go on with what began on line 7: is it indented like its neighbours, and does nothing follow a closing quote? (noticed at column 6)"
            ]
        ),
        (
            "    workingDir: {{ .Values.dir }}",
            ["9: {{ … }} belongs to a template, not to a manifest: render it first (helm template, for one)"]
        ),
        (
            "    ? [a]\n    : b",
            ["9: a field's name must be a plain word, not a list, a mapping, an alias or nothing"]
        ),
    ]

    @Test(arguments: troubles) func `is explained, and what comes after it is read`(lines: String, said: [String]) {
        #expect(complaints(lines) == said)
    }

    @Test func `with tabs is told once, and what comes after it is read`() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\nspec:\n\tcontainers:\n\t- name: a\n\t  imag: b\n"
        #expect(
            issues(text) == [
                "pod.yaml:4: error: a tab is used for indentation, which YAML does not allow: use spaces (here and on 3 more lines)",
                "pod.yaml:8: error: spec.containers[0].imag: unknown field; did you mean image?",
            ])
    }

    @Test func `that ends too early says what may be wrong before`() {
        let said = issues(" apiVersion: v1\nkind: Pod\n")
        #expect(said.first?.contains("the manifest ended before this line") == true, "\(said)")
    }

    @Test func `with a key that is there twice is told for each, and the rest is read`() {
        #expect(
            complaints(
                "    args: [a]\n    args: [b]\n    # more\n    env:\n      - name: x\n    \"args\": [c]\n    foo: 1")
                == [
                    "10: args is already set on line 9, and only one can count: remove one of them",
                    "14: args is already set on line 9, and only one can count: remove one of them",
                    "15: spec.containers[0].foo: unknown field; a container has name, image, command, args, ports, env, envFrom, resources, …",
                ])
        #expect(
            complaints("    resources: {limits: {cpu: 1, cpu: 2}}") == [
                "9: cpu is set twice in the same mapping: keep one"
            ])
    }

    @Test func `of every line at once ends in a bounded number of complaints`() {
        let text = "kind: Pod\n" + (1...300).map { "a: [\"\(["}", "]", "{", "'"][$0 % 4])" }.joined(separator: "\n")
        #expect((1...6).contains(issues(text).count))
    }

    @Test func `with more lines than are worth repairing is still reported`() {
        let long = head + String(repeating: "    # line\n", count: 3_000) + "    args:[x]\n"
        let said = issues(long)
        #expect(said.count == 1 && said[0].hasPrefix("pod.yaml:3009: error: not valid YAML: "), "\(said)")
    }
}
