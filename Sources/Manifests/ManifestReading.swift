import PodModel

/// One pass over all given paths.
struct ManifestReading {
    private let naming: StaticPodNaming
    private let warnings: ManifestLoader.Warnings
    private var load = ManifestLoad()
    private var pods: [(pod: LoadedPod, line: Int)] = []
    private var files: [String] = []
    private var hash = StableHash()
    /// Absolute paths: a file that is given twice is read once.
    private var seen: Set<String> = []

    init(naming: StaticPodNaming, warnings: @escaping ManifestLoader.Warnings) {
        self.naming = naming
        self.warnings = warnings
    }

    mutating func read(_ path: String) {
        switch FileContent.place(path) {
        case .file:
            load.givenFiles.insert(path)
            readFile(path)
        case .folder: readFolder(path)
        case .other: add(path, "it is neither a file nor a folder")
        case .missing: addMissing(path)
        case .unreadable(let problem): addUnreadable(path, problem)
        }
    }

    private mutating func add(_ path: String, _ message: String) {
        load.issues.append(ManifestIssue(.error, .read, file: path, message: message))
    }

    private mutating func addMissing(_ path: String) {
        load.missingPaths.append(path)
        add(path, "no such file or folder")
    }

    private mutating func addUnreadable(_ path: String, _ problem: String) {
        load.unreadablePaths.append(path)
        add(path, "can't be looked into (\(problem)): the pods that came from here stay as they are")
    }

    private mutating func readFolder(_ path: String) {
        let entries: [String]
        do throws(FileContent.Trouble) {
            entries = try FileContent.entries(of: path)
        } catch {
            if error.isGone { addMissing(path) } else { addUnreadable(path, error.message) }
            return
        }
        let files = entries.filter { entry in
            switch FileContent.place(entry) {
            case .file, .unreadable: true
            default: false
            }
        }
        for file in files.prefix(FileContent.fileLimit) { readFile(file) }
        if files.count > FileContent.fileLimit {
            add(path, "the folder has \(files.count) files: only the first \(FileContent.fileLimit) were read")
        }
    }

    private mutating func readFile(_ file: String) {
        let path = FileContent.absolute(file)
        guard seen.insert(path).inserted else { return }
        let bytes: [UInt8]
        do throws(FileContent.Trouble) {
            bytes = try FileContent.read(file)
        } catch {
            if error.isGone { return }
            files.append(file)
            if error.isBlind { load.unreadablePaths.append(file) }
            add(file, "can't be read: \(error.message)\(error.isBlind ? "; its pods stay as they are" : "")")
            return
        }
        // Only the last name, so that machines with other folders can be compared.
        hash.add(path.utf8[(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.utf8.startIndex)...])
        hash.add(bytes)
        hash.add(CollectionOfOne(0))
        take(ManifestParser(file: file, warnings: warnings).parse(bytes), file, .file(absolutePath: path))
    }

    /// What was fetched from an address; what is broken now stays as it was, as on a kubelet.
    mutating func read(_ document: ManifestDocument) {
        if let problem = document.problem { add(document.url, problem) }
        let parser = ManifestParser(file: document.url, warnings: warnings)
        var result = document.bytes.map(parser.parse) ?? ManifestParser.Result()
        if result.issues.contains(where: { $0.severity == .error }), let good = document.lastGood {
            let issues = result.issues
            result = parser.parse(good)
            result.issues = issues
        }
        hash.add(document.url.utf8)
        hash.add(document.bytes ?? [])
        take(result, document.url, .url(document.url))
    }

    private mutating func take(_ result: ManifestParser.Result, _ file: String, _ origin: ManifestOrigin) {
        load.issues += result.issues
        load.objects += result.objects
        for parsed in result.pods {
            if let complaint = naming.complaint(about: parsed.pod.metadata.name) {
                load.issues.append(
                    ManifestIssue(
                        .error, .validate, file: file, line: parsed.line, fieldPath: "metadata.name", message: complaint
                    ))
            } else {
                pods.append((naming.named(parsed, file: file, origin: origin), parsed.line))
            }
        }
        files.append(file)
    }

    mutating func finish() -> ManifestLoad {
        pods.sort { ($0.pod.file, $0.pod.documentIndex) < ($1.pod.file, $1.pod.documentIndex) }
        resolveConflicts()
        let missing = MissingReferences(load.objects)
        for (pod, line) in pods { load.issues += missing.warnings(about: pod, line: line) }
        load.pods = pods.map(\.pod)
        load.issues = ManifestIssue.sorted(load.issues)
        let wrong = Set(load.issues.filter { $0.severity == .error }.map(\.file))
        load.validFiles = files.filter { !wrong.contains($0) }.sorted()
        load.invalidFiles = files.filter(wrong.contains).sorted()
        load.configHash = hash.value >> 16
        return load
    }

    /// Of pods with one namespace and name, or one uid, and of objects with one name the last counts, as in a kubelet's
    /// folder.
    private mutating func resolveConflicts() {
        pods = lastOfEach(pods, \.pod.key, file: \.pod.file, line: \.line, "metadata.name") { entry, other in
            "\(entry.pod.inWords) is also \(other); that one runs, because it comes last, and this one does not: give it "
                + "another name"
        }
        pods = lastOfEach(pods, \.pod.pod.metadata.uid, file: \.pod.file, line: \.line, "metadata.uid") {
            entry, other in
            "\(entry.pod.inWords) has the uid of a pod \(other); that one runs, because it comes last, and this one does "
                + "not: leave metadata.uid out, and it gets one of its own"
        }
        load.objects.sort { ($0.file, $0.documentIndex) < ($1.file, $1.documentIndex) }
        load.objects = lastOfEach(load.objects, \.reference, file: \.file, line: \.line, "metadata.name") {
            object, other in
            "\(object.reference) is also \(other); that one counts, because it comes last: give one of them another name"
        }
    }

    /// - Parameter message: what to say of one that does not count, and of where the other one is, which does.
    private mutating func lastOfEach<Entry, Key: Hashable>(
        _ entries: [Entry], _ key: (Entry) -> Key, file: (Entry) -> String, line: (Entry) -> Int, _ field: String,
        _ message: (Entry, _ other: String) -> String
    ) -> [Entry] {
        let last = Dictionary(entries.enumerated().map { (key($1), $0) }, uniquingKeysWith: { _, last in last })
        return entries.enumerated().compactMap { index, entry in
            guard let winner = last[key(entry)], winner != index else { return entry }
            let isHere = file(entries[winner]) == file(entry)
            let other = isHere ? "further down in this file" : "in \(file(entries[winner]))"
            load.issues.append(
                ManifestIssue(
                    .error, .conflict, file: file(entry), line: line(entry), fieldPath: field,
                    message: message(entry, other)))
            return nil
        }
    }
}
