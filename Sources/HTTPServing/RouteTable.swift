/// Which route answers a request, or what to say where none does.
struct RouteTable: Sendable {
    enum Match: Sendable {
        case route(Route)
        /// The path is known by other methods.
        case wrongMethod(allowed: [String])
        case unknownPath
    }

    private let byPath: [String: [Route]]

    /// - Precondition: one route for each method and path.
    init(_ routes: [Route]) {
        byPath = Dictionary(grouping: routes, by: \.path)
        for (path, routes) in byPath {
            precondition(Set(routes.map(\.method)).count == routes.count, "two routes for one method at \(path)")
        }
    }

    func match(method: String, path: String) -> Match {
        guard let routes = byPath[path] else { return .unknownPath }
        let wanted = method == "HEAD" ? "GET" : method
        if let route = routes.first(where: { $0.method == wanted }) { return .route(route) }
        return .wrongMethod(allowed: routes.flatMap { $0.method == "GET" ? ["GET", "HEAD"] : [$0.method] }.sorted())
    }

    /// The path as a metric's label: one that anybody could invent is `other`.
    func label(forPath path: String) -> String { byPath[path] == nil ? "other" : path }
}
