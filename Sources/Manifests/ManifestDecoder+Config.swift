import Foundation
import PodModel

/// ConfigMaps and Secrets: what environments may refer to (kubelet-semantics 6).
extension ManifestDecoder {
    func config(_ object: SourceField, _ kind: ConfigReference.Kind) -> DecodedObject {
        var data: [String: String] = [:]
        var stringData: [String: String] = [:]
        var metadata = ObjectMeta()
        hidesValues = kind == .secret
        defer { hidesValues = false }
        for field in fields(object, kind == .secret ? .secret : .configMap) {
            switch field.name {
            case "metadata": metadata = self.metadata(field)
            case "data": data = kind == .secret ? decoded(field) : values(field) { string($0, mayBeEmpty: true) }
            case "stringData": stringData = values(field) { string($0, mayBeEmpty: true) }
            case "immutable": _ = bool(field)
            case "type": _ = string(field)
            default: break
            }
        }
        checkName(metadata, object, kind)
        // As the API server merges them.
        return .config(kind, metadata, data: data.merging(stringData) { _, plain in plain }, object.node)
    }

    private func checkName(_ metadata: ObjectMeta, _ object: SourceField, _ kind: ConfigReference.Kind) {
        let path = object.path.field("metadata").field("name")
        if metadata.name.isEmpty {
            reportMissing(path, "a \(kind.rawValue) is found by its name")
        } else if let complaint = NameRules.dnsSubdomain(metadata.name).first {
            report(.error, at: path, "Invalid value: \(metadata.name.quotedShort): \(complaint)")
        }
    }

    private func values(_ field: SourceField, _ value: (SourceField) -> String?) -> [String: String] {
        var values: [String: String] = [:]
        for entry in entries(field, "names and strings", example: "name: \"value\"") {
            var shown = entry
            if let complaint = NameRules.configKey(entry.name).first {
                if hidesValues {
                    shown.name = Self.concealed(entry.name)
                    shown.path = field.path.key(shown.name)
                }
                report(.error, .validate, shown, "Invalid value: \(shown.name.quotedShort): \(complaint)")
            }
            values[entry.name] = value(shown)
        }
        return values
    }

    /// A key of a Secret that is none may hold the value: `{password:hunter2}`. It is shown as far as it could be a key.
    private static func concealed(_ key: String) -> String {
        key.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") } + "…"
    }

    private func decoded(_ field: SourceField) -> [String: String] {
        values(field) { entry in
            if entry.node.isNull { return "" }
            let text = entry.node.string?.filter { !$0.isWhitespace }
            if let bytes = text.flatMap({ Data(base64Encoded: $0) }) { return self.text(of: bytes, entry) }
            let advice =
                "the value is not base64: write the plain text under stringData, or encode it (printf %s VALUE | base64)"
            skip(entry, advice)
            return nil
        }
    }

    private func text(of bytes: Data, _ entry: SourceField) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let message = "the value is not UTF-8: a container would get U+FFFD in place of the bytes that are no text"
        report(.warning, .validate, entry, message)
        return String(decoding: bytes, as: UTF8.self)
    }
}
