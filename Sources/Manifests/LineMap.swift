import PodModel

/// Where in the file each field of an object stands.
struct LineMap {
    private var lines: [FieldPath: Int] = [:]
    /// The line of the object itself.
    private let first: Int

    init(first: Int) { self.first = first }

    mutating func set(_ path: FieldPath, _ line: Int) { lines[path.plain] = line }

    /// The line of the field, or of the nearest thing around it that is there.
    func line(of path: FieldPath) -> Int {
        var path = path.plain
        while !path.steps.isEmpty {
            if let line = lines[path] { return line }
            path.steps.removeLast()
        }
        return first
    }

    /// The field of that name, or else the outermost one, that begins on that line; nil where none does.
    func path(at line: Int, of name: String) -> FieldPath? {
        let paths = lines.filter { $0.value == line }.keys.filter { $0.lastField != nil }
            .sorted { ($0.steps.count, $0.description) < ($1.steps.count, $1.description) }
        return paths.first { $0.lastField == name } ?? paths.first
    }
}

extension FieldPath {
    fileprivate var lastField: String? { if case .field(let name)? = steps.last { name } else { nil } }

    /// Fields and the keys of maps made the same, since messages write some maps one way and some the other.
    var plain: FieldPath {
        FieldPath(
            steps.map { step in
                if case .key(let name) = step { .field(name) } else { step }
            })
    }
}
