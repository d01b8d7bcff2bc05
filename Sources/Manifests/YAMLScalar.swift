/// What a plain (unquoted) scalar means to Kubernetes, whose YAML reader follows YAML 1.1: `yes`, `on` and `y` are
/// booleans, `0755` is octal, dates stay strings.
enum YAMLScalar {
    static func content(ofPlain text: String) -> SourceNode.Content {
        guard let first = text.utf8.first else { return .null }
        switch text {
        case "~", "null", "Null", "NULL": return .null
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        default: break
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            let digits = text.filter { $0 != "_" }
            if let value = integer(digits) { return .int(value) }
            if isDecimal(digits), let value = Double(digits) { return .double(value) }
            return .string(text)
        default: return .string(text)
        }
    }

    /// Decimal, or with the prefix 0x, 0o, 0b, or octal with a leading 0.
    private static func integer(_ text: String) -> Int64? {
        var digits = text[...]
        let sign = digits.first == "-" ? "-" : ""
        if digits.first == "-" || digits.first == "+" { digits = digits.dropFirst() }
        guard let first = digits.utf8.first, first >= 0x30, first <= 0x39 else { return nil }
        let prefix = digits.prefix(2).lowercased()
        let radix = ["0x": 16, "0o": 8, "0b": 2][prefix]
        if let radix {
            digits = digits.dropFirst(2)
            return isUnsigned(digits) ? Int64(sign + digits, radix: radix) : nil
        }
        if digits.count > 1, first == 0x30 { return Int64(sign + digits, radix: 8) }
        return Int64(sign + digits)
    }

    private static func isUnsigned(_ digits: Substring) -> Bool { digits.first != "-" && digits.first != "+" }

    /// `[-+]? (digits [. digits*] | . digits) ([eE] [-+]? digits)?`
    private static func isDecimal(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func skip(_ wanted: (UInt8) -> Bool) -> Int {
            let run = rest.prefix(while: wanted).count
            rest = rest.dropFirst(run)
            return run
        }
        func digits() -> Int { skip { $0 >= 0x30 && $0 <= 0x39 } }
        func one(_ characters: StaticString) -> Bool {
            guard let next = rest.first, characters.description.utf8.contains(next) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = one("+-")
        let whole = digits()
        let fraction = one(".") ? digits() : 0
        guard whole + fraction > 0 else { return false }
        if one("eE") {
            _ = one("+-")
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
