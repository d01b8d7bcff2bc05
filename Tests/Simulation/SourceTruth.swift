import Manifests
import PodModel

/// Which pods the manifests ask for, counted anew from what was done to the files (kubelet-semantics 7).
struct SourceTruth {
    struct Wanted: Equatable {
        var file: String
        var version: Int
    }

    /// By the pods' names, as podprobe should have them since its last reading.
    private var wanted: [String: Wanted] = [:]
    /// Uids that manifests have themselves, by version.
    private var givenUIDs: [Int: String] = [:]
    /// Uids that podprobe made up, by what they were made from; they hold over its restarts.
    private var uids: [String: String] = [:]
    private var owners: [String: String] = [:]

    /// The next podprobe begins with nothing.
    mutating func forget() { wanted = [:] }

    mutating func read(_ folder: Folder, _ reason: ManifestChange) {
        for file in folder.files.values where !file.pod.metadata.uid.isEmpty {
            givenUIDs[file.version] = file.pod.metadata.uid
        }
        switch folder.condition {
        case .unreadable: return
        case .gone: wanted = [:]
        case .there: wanted = wanted(in: folder, reason)
        }
    }

    private func wanted(in folder: Folder, _ reason: ManifestChange) -> [String: Wanted] {
        // Of two with one name the last wins, and then of two with one uid.
        var next: [String: Wanted] = [:]
        for name in folder.names {
            guard let file = folder.files[name], !file.isBroken else { continue }
            next[file.pod.metadata.name] = Wanted(file: name, version: file.version)
        }
        next = next.filter { _, one in !next.values.contains { $0.file > one.file && sharesUID($0, one) } }
        guard reason == .changed else { return next }
        // What was good before stays as it was until the next listing.
        let held = wanted.filter { folder.files[$0.value.file]?.isBroken == true }
        next = next.filter { _, one in !held.values.contains { sharesUID($0, one) } }
        return next.merging(held) { _, held in held }
    }

    private func sharesUID(_ a: Wanted, _ b: Wanted) -> Bool {
        guard let uid = givenUIDs[a.version] else { return false }
        return uid == givenUIDs[b.version]
    }

    /// What is wrong with the pods that podprobe takes from the folder, if anything.
    mutating func complaint(about pods: [LoadedPod]) -> String? {
        let found = Dictionary(
            pods.map { ($0.originalName, Wanted(file: $0.file, version: $0.version)) }, uniquingKeysWith: { $1 })
        if found != wanted || found.count != pods.count {
            return "\(Self.text(found)) instead of \(Self.text(wanted))"
        }
        for pod in pods { if let complaint = complaint(aboutUIDOf: pod) { return complaint } }
        return nil
    }

    private mutating func complaint(aboutUIDOf loaded: LoadedPod) -> String? {
        let uid = loaded.pod.metadata.uid
        if let given = givenUIDs[loaded.version] {
            return uid == given ? nil : "\(loaded.file) has the uid \(uid) instead of its own"
        }
        let place = "\(loaded.file) version \(loaded.version)"
        let known = uids[place] ?? uid
        uids[place] = uid
        if known != uid { return "\(place) was \(known) and is \(uid)" }
        let owner = owners[uid] ?? place
        owners[uid] = place
        return owner == place ? nil : "\(place) and \(owner) are both \(uid)"
    }

    private static func text(_ pods: [String: Wanted]) -> String {
        pods.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.file) version \($0.value.version)" }
            .joined(separator: ", ")
    }
}

extension LoadedPod {
    fileprivate var version: Int { Int(pod.metadata.labels[Folder.versionLabel] ?? "") ?? -1 }
}
