/// Kubernetes' rules for names (kubelet-semantics 1.1, 5.4). Each answers with what is wrong and what would be right, one
/// sentence for each broken rule; nothing where the name is good.
package enum NameRules {
    /// A container, a namespace, a host name.
    static func dnsLabel(_ name: String) -> [String] {
        var wrong = atMost(63, name)
        if !isDNSLabel(name[...]) {
            wrong.append(
                isDNSSubdomain(name)
                    ? "must not contain dots" + suggestion(name, dots: false)
                    : "must consist of lower case letters, digits and '-', and begin and end with a letter or digit"
                        + suggestion(name, dots: false))
        }
        return wrong
    }

    /// A pod, a node, a ConfigMap: labels joined by dots.
    package static func dnsSubdomain(_ name: String) -> [String] {
        var wrong = atMost(253, name)
        if !isDNSSubdomain(name) {
            wrong.append(
                "must consist of lower case letters, digits, '-' and '.', and each part between dots must begin and end"
                    + " with a letter or digit" + suggestion(name, dots: true))
        }
        return wrong
    }

    /// A port's name, and a probe's port that is no number.
    static func portName(_ name: String) -> [String] {
        let bytes = Array(name.utf8)
        var wrong = atMost(15, name)
        if bytes.isEmpty || !bytes.allSatisfy({ isLowerAlphanumeric($0) || $0 == dash }) {
            wrong.append("must contain only lower case letters, digits and '-'")
        }
        if !bytes.contains(where: isLowerLetter) {
            let number = Int(name).map { "; to mean the number, write \($0) without quotes" } ?? ""
            wrong.append("must contain at least one letter (a-z)\(number)")
        }
        if name.contains("--") { wrong.append("must not contain two hyphens in a row") }
        if bytes.first == dash || bytes.last == dash { wrong.append("must not begin or end with a hyphen") }
        return wrong
    }

    /// A label's or annotation's key, a readiness gate: a name, or a domain, a slash and a name.
    package static func qualifiedName(_ name: String) -> [String] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let last = parts.last else {
            return ["must be a name such as MyName, or a domain, one slash and a name, such as example.com/MyName"]
        }
        let wrong = parts.count == 2 ? dnsSubdomain(parts[0]).map { "the part before the slash " + $0 } : []
        return wrong + atMost(63, last).map { "the name " + $0 }
            + (isBoundedByAlphanumerics(last)
                ? []
                : [
                    "the name must consist of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
                ])
    }

    package static func labelValue(_ value: String) -> [String] {
        atMost(63, value)
            + (value.isEmpty || isBoundedByAlphanumerics(value)
                ? []
                : [
                    "must be empty, or consist of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
                ])
    }

    /// A key of a ConfigMap or Secret.
    package static func configKey(_ key: String) -> [String] {
        var wrong = atMost(253, key)
        if key.isEmpty || !key.utf8.allSatisfy(isNameByte) {
            wrong.append("must consist of letters, digits, '-', '_' and '.', such as app.properties")
        }
        if key == "." || key == ".." || key.hasPrefix("..") { wrong.append("must not be '.' nor begin with '..'") }
        return wrong
    }

    static func headerName(_ name: String) -> [String] {
        let isRight = !name.isEmpty && name.utf8.allSatisfy { isAlphanumeric($0) || $0 == dash }
        return isRight ? [] : ["a header's name must consist of letters, digits and '-', such as X-Header-Name"]
    }

    static func environmentName(_ name: String) -> [String] {
        EnvVar.isValid(name: name)
            ? [] : ["a variable's name must consist of printable ASCII characters other than '='"]
    }

    private static func atMost(_ limit: Int, _ name: String) -> [String] {
        name.utf8.count > limit ? ["must be no more than \(limit) characters, and has \(name.utf8.count)"] : []
    }
}

/// Characters, as bytes: every rule is about ASCII.
extension NameRules {
    private static let dash = UInt8(ascii: "-")

    private static func isLowerLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool { isLowerLetter(byte) || isDigit(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    private static func isNameByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || [dash, UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
    }

    private static func isDNSLabel(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
            && name.utf8.allSatisfy { isLowerAlphanumeric($0) || $0 == dash }
    }
    private static func isDNSSubdomain(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isDNSLabel)
    }
    private static func isBoundedByAlphanumerics(_ name: String) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last) && name.utf8.allSatisfy(isNameByte)
    }

    /// `, such as my-app`: the name as it could have been meant.
    private static func suggestion(_ name: String, dots: Bool) -> String {
        let mapped = name.lowercased().map { c -> Character in
            guard let ascii = c.asciiValue else { return "-" }
            return isLowerAlphanumeric(ascii) || (dots && c == ".") ? c : "-"
        }
        let parts = String(mapped).split(separator: ".").map { part in
            part.split(separator: "-").joined(separator: "-")
        }
        let fixed = parts.filter { !$0.isEmpty }.joined(separator: ".")
        return ", such as \(isDNSSubdomain(fixed) ? fixed : "my-name")"
    }
}
