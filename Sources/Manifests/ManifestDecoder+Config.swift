import Foundation
import PodModel

/// ConfigMaps and Secrets: what environments may refer to (kubelet-semantics 6).
extension ManifestDecoder {
    func config(_ object: SourceField, _ kind: ConfigReference.Kind) -> DecodedObject {
        var data: [String: String] = [:]
        var plain: [String: String] = [:]
        var metadata = ObjectMeta()
        for field in fields(object, kind == .secret ? .secret : .configMap) {
            switch field.name {
            case "metadata": metadata = self.metadata(field)
            case "data": data = kind == .secret ? decoded(field) : values(field)
            case "stringData": plain = values(field)
            case "immutable": _ = bool(field)
            case "type": _ = string(field)
            default: break
            }
        }
        checkName(metadata, object, kind)
        // As the API server merges them.
        return .config(kind, metadata, data: data.merging(plain) { _, plain in plain }, object.node)
    }

    private func checkName(_ metadata: ObjectMeta, _ object: SourceField, _ kind: ConfigReference.Kind) {
        let path = object.path.field("metadata").field("name")
        if metadata.name.isEmpty {
            reportMissing(path, "a \(kind.rawValue) is found by its name")
        } else if let complaint = NameRules.dnsSubdomain(metadata.name).first {
            report(.error, at: path, "Invalid value: \(metadata.name.quotedShort): \(complaint)")
        }
    }

    private func values(_ field: SourceField) -> [String: String] {
        for entry in field.node.mapping ?? [] { checkKey(entry, field) }
        return stringMap(field)
    }

    private func checkKey(_ entry: SourceEntry, _ parent: SourceField) {
        guard let complaint = NameRules.configKey(entry.key).first else { return }
        let field = SourceField(
            name: entry.key, node: entry.value, line: entry.line, path: parent.path.key(entry.key))
        report(.error, .validate, field, "Invalid value: \(entry.key.quotedShort): \(complaint)")
    }

    /// The value of no Secret is ever repeated in a message.
    private func decoded(_ field: SourceField) -> [String: String] {
        guard let entries = field.node.mapping else { return values(field) }
        var data: [String: String] = [:]
        for entry in entries {
            checkKey(entry, field)
            let inner = SourceField(
                name: entry.key, node: entry.value, line: entry.line, path: field.path.key(entry.key))
            setLine(inner)
            guard !entry.value.isNull else {
                data[entry.key] = ""
                continue
            }
            let text = entry.value.string?.filter { !$0.isWhitespace }
            guard let bytes = text.flatMap({ Data(base64Encoded: $0) }) else {
                let message =
                    "the value is not base64: write the plain text under stringData, or encode it (printf %s VALUE | base64)"
                report(.error, .validate, inner, message)
                continue
            }
            data[entry.key] = String(decoding: bytes, as: UTF8.self)
        }
        return data
    }
}
