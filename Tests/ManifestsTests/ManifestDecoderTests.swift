import Testing

/// One mistake each, in a container; the text is what is said about it.
@Suite struct `A mistake in a manifest` {
    static let wrongTypes: [(String, [String])] = [
        (
            "command: sh -c true",
            [
                #"9: command: expected a list of strings, found the string "sh -c true"; write command: ["sh", "-c", "true"]"#
            ]
        ),
        (
            "args: 5",
            [
                "9: args: expected a list of strings, found the number 5; begin each entry on a line of its own with a dash: \"- \""
            ]
        ),
        ("args: [1]", [#"9: args[0]: expected a string, found the number 1; put it in quotes: "1""#]),
        ("workingDir: {a: b}", [#"9: workingDir: expected a string, found a mapping; write workingDir: "a: b""#]),
        ("workingDir: [a, b]", [#"9: workingDir: expected a string, found a list; write workingDir: "a b""#]),
        (
            "ports: 80",
            [
                "9: ports: expected a list of ports, found the number 80; begin each entry on a line of its own with a dash: \"- \""
            ]
        ),
        (
            "ports: [80]",
            [
                "9: ports[0]: expected the fields of a port of a container, found the number 80; write its fields on lines of their own below it, such as containerPort: … and name: …"
            ]
        ),
        (
            "ports: {containerPort: x}",
            [
                "9: ports: expected a list of ports, found a mapping; begin each entry with a dash: \"- \"",
                #"9: ports[0].containerPort: expected a whole number, found the string "x"; write a number, such as containerPort: 10"#,
            ]
        ),
        (
            "ports:\n- containerPort: \"8080\"",
            [
                #"10: ports[0].containerPort: expected a whole number, found the string "8080"; remove the quotes: containerPort: 8080"#
            ]
        ),
        ("ports:\n-", ["10: ports[0]: the entry is empty: write something after the dash, or remove it"]),
        (
            "env: {A: b}",
            [
                "9: env: expected a list of environment variables, found a mapping; begin each entry with a dash: \"- \"",
                "9: env[0].A: unknown field; an environment variable has name, value, valueFrom",
                "9: env[0].name: Required value: give it a name",
            ]
        ),
        (
            "env:\n- {name: A, value: 5}",
            [#"10: env[0].value: expected a string, found the number 5; put it in quotes: value: "5""#]
        ),
        (
            "env:\n- {name: A, value: no}",
            [
                #"10: env[0].value: expected a string, found no, which YAML reads as the boolean false; put it in quotes: value: "no""#
            ]
        ),
        (
            "env:\n- {name: A, value: true}",
            [#"10: env[0].value: expected a string, found the boolean true; put it in quotes: value: "true""#]
        ),
        (
            "livenessProbe: yes",
            [
                "9: livenessProbe: expected the fields of a probe, found yes, which YAML reads as the boolean true; write its fields on lines of their own below it, such as httpGet: … and tcpSocket: …"
            ]
        ),
        (
            "livenessProbe:\n- exec: {command: [a]}",
            ["9: livenessProbe: expected the fields of a probe, found a list; write them without dashes"]
        ),
        (
            "livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 10s}",
            [
                #"9: livenessProbe.periodSeconds: expected a whole number, found the string "10s"; leave out the unit: periodSeconds: 10"#
            ]
        ),
        (
            "livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 0.5}",
            [
                "9: livenessProbe.periodSeconds: expected a whole number, found the number 0.5; write it without a fraction (a finer time is set by the annotation podprobe.io/<container>.<probe>.period, .timeout or .initialDelay)"
            ]
        ),
        (
            "livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5000000000}",
            ["9: livenessProbe.periodSeconds: Invalid value: 5000000000: must lie between -2147483648 and 2147483647"]
        ),
        (
            "livenessProbe: {tcpSocket: {port: 99999999999999999999}, periodSeconds: 99999999999999999999}",
            [
                "9: livenessProbe.tcpSocket.port: Invalid value: 99999999999999999999: must be between 1 and 65535, inclusive",
                "9: livenessProbe.periodSeconds: Invalid value: 99999999999999999999: must lie between -2147483648 and 2147483647",
            ]
        ),
        (
            "ports: [{containerPort: 5000000000}]",
            ["9: ports[0].containerPort: Invalid value: 5000000000: must be between 1 and 65535, inclusive"]
        ),
        (
            "livenessProbe: {tcpSocket: {port: [80]}}",
            [
                "9: livenessProbe.tcpSocket.port: expected a port number or the name of a port, found a list; write port: 80"
            ]
        ),
        (
            "resources: {limits: [cpu]}",
            [
                "9: resources.limits: expected a mapping of resources and amounts, found a list; write them without dashes, such as memory: 64Mi"
            ]
        ),
        (
            "resources: {limits: {cpu: [1]}}",
            ["9: resources.limits[cpu]: expected a quantity, found a list; write e.g. 200m"]
        ),
        (
            "resources: {limits: {memory: 64mb}}",
            [#"9: resources.limits[memory]: Invalid value: "64mb": there is no suffix mb; did you mean 64M?"#]
        ),
        (
            "envFrom:\n- secretRef: {name: a, optional: \"true\"}",
            [
                #"10: envFrom[0].secretRef.optional: expected true or false, found the string "true"; remove the quotes: optional: true"#
            ]
        ),
        (
            "envFrom:\n- secretRef: {name: a, optional: 1}",
            ["10: envFrom[0].secretRef.optional: expected true or false, found the number 1; write optional: true"]
        ),
    ]

    @Test(arguments: wrongTypes) func `of type is explained`(lines: String, said: [String]) {
        #expect(complaints(aboutContainer: lines) == said)
    }

    static let unknownFields: [(String, [String])] = [
        ("comand: [a]", ["9: comand: unknown field; did you mean command?"]),
        ("Command: [a]", ["9: Command: unknown field; did you mean command?"]),
        ("working_dir: /", ["9: working_dir: unknown field; did you mean workingDir?"]),
        ("entrypoint: [a]", ["9: entrypoint: unknown field; did you mean command?"]),
        ("liveness: {tcpSocket: {port: 1}}", ["9: liveness: unknown field; did you mean livenessProbe?"]),
        ("periodSeconds: 3", ["9: periodSeconds: unknown field in a container: periodSeconds belongs to a probe"]),
        ("volumes: []", ["9: volumes: unknown field in a container: volumes belongs to the pod's spec"]),
        (
            "colour: red",
            ["9: colour: unknown field; a container has name, image, command, args, ports, env, envFrom, resources, …"]
        ),
        (
            "livenessProbe: {htpGet: {port: 80, pth: /}}",
            [
                "9: livenessProbe.htpGet: unknown field; did you mean httpGet?",
                "9: livenessProbe.httpGet.pth: unknown field; did you mean path?",
            ]
        ),
        ("comand: [a]\ncommand: [b]", ["9: comand: unknown field; did you mean command?"]),
    ]

    // Looked up: tryDecodeSinglePod (pkg/kubelet/config/common.go) decodes leniently, so a kubelet drops unknown
    // fields. podprobe refuses them on purpose, as kubectl does.
    @Test(arguments: unknownFields) func `of name is explained`(lines: String, said: [String]) {
        #expect(complaints(aboutContainer: lines) == said)
    }

    static let words: [(String, [String])] = [
        (
            "imagePullPolicy: always",
            [
                #"9: imagePullPolicy: Unsupported value: "always": did you mean Always? It must be Always, IfNotPresent or Never"#
            ]
        ),
        (
            "imagePullPolicy: Sometimes",
            [#"9: imagePullPolicy: Unsupported value: "Sometimes": It must be Always, IfNotPresent or Never"#]
        ),
        (
            "ports:\n- {containerPort: 80, protocol: tcp}",
            [#"10: ports[0].protocol: Unsupported value: "tcp": did you mean TCP? It must be TCP, UDP or SCTP"#]
        ),
        (
            "livenessProbe: {httpGet: {port: 80, scheme: https}}",
            [
                #"9: livenessProbe.httpGet.scheme: Unsupported value: "https": did you mean HTTPS? It must be HTTP or HTTPS"#
            ]
        ),
        (
            "terminationMessagePolicy: file",
            [
                #"9: terminationMessagePolicy: Unsupported value: "file": did you mean File? It must be File or FallbackToLogsOnError"#
            ]
        ),
    ]

    @Test(arguments: words) func `of a word is explained`(lines: String, said: [String]) {
        #expect(complaints(aboutContainer: lines) == said)
    }

    static let slips: [(String, [String])] = [
        ("command:[\"a\"]", [#"9: command: a space is missing after the colon: write command: ["a"]"#]),
        (
            "imagePullPolicy:Never\nargs: []",
            ["9: imagePullPolicy: a space is missing after the colon: write imagePullPolicy: Never"]
        ),
        ("workingDir /tmp\nargs: []", ["9: workingDir: a colon is missing after workingDir: write workingDir: /tmp"]),
        (
            "ports: [{containerPort:80, name: a}]",
            ["9: ports[0].containerPort: a space is missing after the colon: write containerPort: 80"]
        ),
        (
            "ports:\n- containerPort:80\n  name: http",
            ["10: ports[0].containerPort: a space is missing after the colon: write - containerPort: 80"]
        ),
        (
            "livenessProbe:\n  httpGet:\n    port:80\n    host:a",
            [
                "11: livenessProbe.httpGet.port: a space is missing after the colon: write port: 80",
                "12: livenessProbe.httpGet.host: a space is missing after the colon: write host: a",
            ]
        ),
        (
            "args:\n- port:80\n- -name:x\n- path:/\nenv:\n- name:A",
            ["14: env[0].name: a space is missing after the colon: write - name: A"]
        ),
        (
            "args:\n- |\n  command:[x]\n  image y\nworkingDir:/",
            ["13: workingDir: a space is missing after the colon: write workingDir: /"]
        ),
    ]

    @Test(arguments: slips) func `of the pen is explained, and what looks like one is let be`(
        lines: String, said: [String]
    ) {
        #expect(complaints(aboutContainer: lines) == said)
    }

    static let missingValues: [(String, [String])] = [
        ("command:", ["9: command: no value, so command is not set: give it one or remove the line"]),
        ("livenessProbe:", ["9: livenessProbe: no value, so livenessProbe is not set: give it one or remove the line"]),
        (
            "resources: {limits: }",
            ["9: resources.limits: no value, so limits is not set: give it one or remove the line"]
        ),
        ("resources: {limits: {memory: null}}", ["9: resources.limits[memory]: no value; write e.g. 64Mi"]),
        ("env:\n- {name: A, value: }", []),
        ("volumeMounts:", []),
    ]

    @Test(arguments: missingValues) func `that is a value left out is told`(lines: String, said: [String]) {
        #expect(complaints(aboutContainer: lines) == said)
    }

    @Test func `that two rules find is told once`() {
        // Validation would add that a handler, a port and a name are missing.
        let said = complaints(aboutContainer: "livenessProbe: {httpGet: 80}\nports:\n- {containerPort: x, name: 1}")
        #expect(said.count == 3, "\(said)")
    }

    @Test func `of a probe's number does not hide that the probe asks nothing`() {
        let said = complaints(aboutContainer: "livenessProbe: {periodSeconds: 10s}")
        #expect(said.count == 2 && said.contains { $0.hasPrefix("9: livenessProbe: Required value") }, "\(said)")
    }

    @Test func `that is a likely placeholder is told`() {
        #expect(
            issues(container("").replacing("nginx:1.14", with: "<image>")) == [
                #"pod.yaml:8: warning: spec.containers[0].image: "<image>" looks like a placeholder: put the real image here"#
            ])
        let named = issues(container("").replacing("name: web", with: "name: <name>"))
        #expect(
            named.count == 1 && named[0].hasSuffix("; this looks like a placeholder: put the real value here"),
            "\(named)")
    }

    @Test func `of a command written as one string is warned of`() {
        #expect(
            complaints(aboutContainer: #"command: ["ls -la"]"#) == [
                #"9: command: the program to run would be the one called "ls -la"; each word is an entry of its own: command: ["ls", "-la"]"#
            ])
        #expect(complaints(aboutContainer: #"command: ["/opt/my tool", "-x"]"#) == [])
    }
}
