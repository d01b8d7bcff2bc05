import Testing

@testable import Manifests

@Suite struct `A line's slip` {
    static let slips: [(String, String)] = [
        ("    path:/", "    path: /"), ("  - containerPort:80", "  - containerPort: 80"),
        ("-name: x", "- name: x"), ("  -name:x", "  - name: x"), ("command:[\"a\", \"b\"]", "command: [\"a\", \"b\"]"),
        ("  image nginx:1.14", "  image: nginx:1.14"), ("  containers", "  containers:"), ("\tname: x", "  name: x"),
        ("  Image:nginx", "  Image: nginx"), ("- - name:x", "- - name: x"),
    ]

    @Test(arguments: slips) func `is repaired`(line: String, repaired: String) {
        #expect(LineSlip(in: line)?.repaired == repaired)
    }

    @Test(arguments: [
        "name: x", "- name: x", "name:", "  # name:x", "http://host", "- -c", "--port 80", "- --port:80", "- -port 80",
        "",
        "---", "- -name: x", "colour:red", "image is a word", "image nginx: latest", "\"name\":x", "name: a:b", "- a:b",
    ]) func `is not seen where there is none`(line: String) {
        #expect(LineSlip(in: line) == nil)
    }

    @Test func `says what would be right`() {
        #expect(
            LineSlip(in: "  -image:a")?.message
                == "a space is missing after the dash, and a space is missing after the colon: write - image: a")
        #expect(LineSlip(in: "image a")?.message == "a colon is missing after image: write image: a")
    }
}
