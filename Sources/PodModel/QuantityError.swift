/// Why a text is no quantity, and what would be right.
package struct QuantityError: Error, Sendable, Equatable, CustomStringConvertible {
    package var text: String
    package var detail: String

    init(_ text: String, _ detail: String) {
        self.text = text
        self.detail = detail
    }
    package var description: String { "\"\(text)\" is not a quantity: \(detail)" }
}

extension QuantityError {
    private static let families = "n, u, m, k, M, G, T, P, E, or Ki, Mi, Gi, Ti, Pi, Ei, or an exponent such as e3"

    static func blanks(in text: String) -> QuantityError {
        let joined = text.filter { !$0.isWhitespace }
        let isRight = (try? Quantity(joined)) != nil
        return QuantityError(text, "a quantity has no blanks" + (isRight ? "; write \(joined)" : ""))
    }

    /// What is wrong with a suffix that is none, and what would be right after that number.
    static func advice(on suffix: String, after number: String) -> String {
        if suffix == "K" { return "kilo is a small k: write \(number)k for 1000, or \(number)Ki for 1024" }
        if let right = nearMiss(suffix) { return "there is no suffix \(suffix); did you mean \(number)\(right)?" }
        if suffix.first == "e" || suffix.first == "E" {
            return "after \(suffix.prefix(1)) comes a whole number, such as \(number)e3"
        }
        if suffix.contains(".") || suffix.contains(",") {
            return "a number has at most one decimal point, and no commas, such as 1.5Gi"
        }
        return "there is no suffix \(suffix); a number is followed by nothing, or by \(families)"
    }

    /// The suffix that was probably meant by one in the wrong case or with an extra letter.
    private static func nearMiss(_ suffix: String) -> String? {
        let plain = suffix.lowercased()
        for letter in ["k", "m", "g", "t", "p", "e"] {
            let upper = letter.uppercased()
            switch plain {
            case letter + "i", letter + "ib": return upper + "i"
            case letter + "b": return letter == "k" ? "k" : upper
            case letter where ["g", "t", "p"].contains(letter): return upper
            default: continue
            }
        }
        return ["n": "n", "u": "u", "\u{b5}": "u", "\u{3bc}": "u"][plain]
    }
}
