import PodModel

extension ManifestDecoder {
    /// - Parameter mayBeEmpty: without a value it is the empty string, and that is usual.
    func string(_ field: SourceField, mayBeEmpty: Bool = false) -> String {
        switch field.node.content {
        case .string(let text): return text
        case .null:
            if !mayBeEmpty { _ = isUnset(field) }
            return ""
        case .list(let items): return onlyString(of: items, field)
        case .mapping(let entries):
            noteUndueMapping(field.node.line)
            let words = entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
            mismatch(field, expected: "a string", right: "write \(written(field, words.quotedShort))")
        case .bool, .int, .double:
            mismatch(
                field, expected: "a string", right: "put it in quotes: \(written(field, field.node.text.quotedShort))")
        }
        return ""
    }

    /// `[myname]`: a list of one string where the string is due.
    private func onlyString(of items: [SourceNode], _ field: SourceField) -> String {
        let texts = items.map(\.text)
        guard items.count == 1, let only = items[0].string, !hidesValues else {
            mismatch(
                field, expected: "a string", right: "write \(written(field, texts.joined(separator: " ").quotedShort))")
            return ""
        }
        let placeholder = " (if [\(only)] stands for a name of your own, write that name without the brackets)"
        report(
            .error, .validate, field,
            "expected a string, found a list: square brackets make a list; write \(written(field, only))\(placeholder)")
        return only
    }

    private func written(_ field: SourceField, _ value: String) -> String {
        switch field.path.steps.last {
        case .field(let name), .key(let name): "\(name): \(value)"
        default: value
        }
    }

    func bool(_ field: SourceField) -> Bool {
        switch field.node.content {
        case .bool(let value): return value
        case .null: _ = isUnset(field)
        case .string(let text) where YAMLScalar.content(ofPlain: text.lowercased()) == .bool(true):
            mismatch(field, expected: "true or false", right: "remove the quotes: \(written(field, "true"))")
        case .string(let text) where YAMLScalar.content(ofPlain: text.lowercased()) == .bool(false):
            mismatch(field, expected: "true or false", right: "remove the quotes: \(written(field, "false"))")
        default: mismatch(field, expected: "true or false", right: "write \(written(field, "true"))")
        }
        return false
    }

    func int32(_ field: SourceField) -> Int32 {
        guard let value = int64(field) else { return 0 }
        guard let narrow = Int32(exactly: value) else {
            report(.error, .validate, field, "Invalid value: \(value): \(limits(of: field))")
            return 0
        }
        return narrow
    }

    /// Of a number that no field can hold; whether a smaller one fits is for validation to say.
    private func limits(of field: SourceField) -> String {
        field.name.lowercased().hasSuffix("port")
            ? "must be between 1 and 65535, inclusive" : "must lie between \(Int32.min) and \(Int32.max)"
    }

    func int64(_ field: SourceField) -> Int64? {
        switch field.node.content {
        case .int(let value): return value
        case .double(let value) where Int64(exactly: value) != nil: return Int64(exactly: value)
        case .double(let value) where value.rounded() == value && value.isFinite:
            report(.error, .validate, field, "Invalid value: \(field.node.text): \(limits(of: field))")
        case .double: mismatch(field, expected: "a whole number", right: wholeNumber(field))
        case .null: _ = isUnset(field)
        case .string(let text): explainNoNumber(field, text)
        default: mismatch(field, expected: "a whole number", right: "write \(written(field, "10"))")
        }
        return nil
    }

    private func wholeNumber(_ field: SourceField) -> String {
        guard field.name.hasSuffix("Seconds"), field.path.description.contains("Probe.") else {
            return "write it without a fraction"
        }
        return "write it without a fraction (a finer time is set by the annotation "
            + "podprobe.io/<container>.<probe>.period, .timeout or .initialDelay)"
    }

    private func explainNoNumber(_ field: SourceField, _ text: String) {
        let number = text.prefix { $0.isNumber }
        if Int64(text) != nil {
            mismatch(field, expected: "a whole number", right: "remove the quotes: \(written(field, text))")
        } else if ["s", "sec", "seconds"].contains(text.dropFirst(number.count).trimmed), !number.isEmpty {
            mismatch(field, expected: "a whole number", right: "leave out the unit: \(written(field, String(number)))")
        } else {
            mismatch(field, expected: "a whole number", right: "write a number, such as \(written(field, "10"))")
        }
    }

    /// A string that must be one of a few words.
    func choice(_ field: SourceField, _ words: [String]) -> String {
        let text = string(field)
        guard !text.isEmpty, !words.contains(text) else { return text }
        let near = Spelling.nearMiss(text, among: words).map { "did you mean \($0)? " } ?? ""
        let all = words.dropLast().joined(separator: ", ") + " or \(words.last ?? "")"
        report(.error, .validate, field, "Unsupported value: \(text.quotedShort): \(near)It must be \(all)")
        return ""
    }

    func intOrString(_ field: SourceField) -> IntOrString {
        switch field.node.content {
        case .string(let text): return .string(text)
        case .int, .double: return .int(int32(field))
        case .null: _ = isUnset(field)
        default:
            mismatch(field, expected: "a port number or the name of a port", right: "write \(written(field, "80"))")
        }
        return .int(0)
    }

    func quantity(_ field: SourceField) -> Quantity? {
        let text: String
        switch field.node.content {
        case .int(let value): text = "\(value)"
        case .double(let value): text = value.isFinite ? "\(value)" : field.node.text
        case .string(let string): text = string
        case .null:
            report(.error, .validate, field, "no value; write e.g. \(quantityExample(field))")
            return nil
        default:
            mismatch(field, expected: "a quantity", right: "write e.g. \(quantityExample(field))")
            return nil
        }
        do {
            return try Quantity(text)
        } catch {
            report(.error, .validate, field, "Invalid value: \(text.quotedShort): \(error.detail)")
            return nil
        }
    }

    private func quantityExample(_ field: SourceField) -> String {
        guard case .key(let resource)? = field.path.steps.last else { return "1" }
        return resource == "cpu" ? "200m" : resource.contains("/") ? "1" : "64Mi"
    }
}
