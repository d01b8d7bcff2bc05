/// Whether a body goes out compressed.
enum ContentCoding {
    /// Below it the headers cost more than gzip saves (metrics-catalogue 3.4).
    static let smallestBody = 1024

    /// Whether an Accept-Encoding header lists gzip with a quality above zero, itself or by `*`.
    static func allowsGzip(_ header: String?) -> Bool {
        var byName: Bool?
        var byStar = false
        for item in (header ?? "").split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch name {
            case "gzip", "x-gzip": byName = (byName ?? false) || quality > 0
            case "*": byStar = quality > 0
            default: break
            }
        }
        return byName ?? byStar
    }
}
