import TestSupport
import Testing

/// The floors of architecture.md: an arrow goes down, never sideways or up.
private let floors: [String: Int] = [
    "CLinux": 0, "CCurl": 0, "CMicroHTTPD": 0, "CZlib": 0,
    "EventLoops": 1, "PodModel": 1, "Metrics": 1,
    "CurlTransfers": 2, "Manifests": 2, "HTTPServing": 2, "NodeViews": 2,
    "Probing": 3, "Runtimes": 3,
    "Supervision": 4, "LoadTesting": 4,
    "podprobe": 5,
]

/// Each outside library has one importer.
private let importers: [String: String] = [
    "CLinux": "EventLoops", "CCurl": "CurlTransfers", "CMicroHTTPD": "HTTPServing", "CZlib": "HTTPServing",
    "Yams": "Manifests", "ArgumentParser": "podprobe", "Logging": "podprobe",
]

/// Libraries that every floor may use.
private let free: Set<String> = ["Glibc", "Synchronization"]
/// Foundation is heavy and is kept where a library below already brings it.
private let foundationUsers: Set<String> = ["Manifests", "podprobe"]

private struct Import {
    var file: String
    var target: String
    var module: String
}

private func imports() throws -> [Import] {
    try Repository.files(under: "Sources", endings: [".swift"]).flatMap { file in
        let target = String(file.split(separator: "/")[1])
        return try Repository.text(of: file).split(separator: "\n").compactMap { line -> Import? in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at <= 2, at + 1 < words.count,
                words[..<at].allSatisfy({ ["package", "internal", "private", "@testable"].contains($0) })
            else { return nil }
            return Import(file: file, target: target, module: String(words[words.count - 1].split(separator: ".")[0]))
        }
    }
}

@Suite struct `The house` {
    @Test func `has only targets that stand on a known floor`() {
        for file in Repository.files(under: "Sources", endings: [".swift"]) {
            let target = String(file.split(separator: "/")[1])
            #expect(floors[target] != nil, "\(file): give target \(target) a floor in FloorTests.swift")
        }
    }

    @Test func `has arrows that only go down`() throws {
        for one in try imports() {
            guard let from = floors[one.target], let to = floors[one.module] else { continue }
            #expect(to < from, "\(one.file) (floor \(from)) imports \(one.module) (floor \(to))")
        }
    }

    @Test func `lets one target import each outside library`() throws {
        let all = try imports()
        #expect(!all.isEmpty)
        for one in all where floors[one.module] == nil || importers[one.module] != nil {
            if free.contains(one.module) { continue }
            if one.module == "Foundation" || one.module == "FoundationEssentials" {
                #expect(foundationUsers.contains(one.target), "\(one.file) imports \(one.module)")
                continue
            }
            #expect(importers[one.module] == one.target, "\(one.file) imports \(one.module)")
        }
    }
}
