import Testing

@testable import Runtimes

private let podprobe: Int32 = 100

/// Sorts and gives the pids of each container.
private func sort(
    _ tree: inout ProcessTree, _ processes: [ProcessStat], mains: [Int32: String] = [200: "web"],
    marks: [Int32: String] = [:]
) -> [String: [Int32]] {
    let mains = Dictionary(
        uniqueKeysWithValues: mains.map { (ProcessStat.Key(pid: $0.key, startTicks: 1), $0.value) })
    return tree.sort(processes, mains: mains, running: Set(mains.values)) { marks[$0] }.mapValues {
        $0.map(\.pid).sorted()
    }
}

@Suite struct `The process tree of a container` {
    private var tree = ProcessTree(ownPid: podprobe)
    private let main = ProcessStat(pid: 200, parent: podprobe)
    private let own = ProcessStat(pid: podprobe)

    @Test mutating func `is its main process and all that descends from it`() {
        let child = ProcessStat(pid: 201, parent: 200, group: 200, session: 200)
        let grandchild = ProcessStat(pid: 202, parent: 201)
        let stranger = ProcessStat(pid: 300)
        #expect(sort(&tree, [grandchild, child, main, own, stranger]) == ["web": [200, 201, 202]])
    }

    @Test mutating func `keeps an orphan of its session`() {
        let orphan = ProcessStat(pid: 203, parent: podprobe, group: 203, session: 200)
        #expect(sort(&tree, [own, main, orphan]) == ["web": [200, 203]])
    }

    @Test mutating func `keeps an orphan that left the session, by its mark`() {
        let orphan = ProcessStat(pid: 204, parent: podprobe)
        let other = ProcessStat(pid: 205, parent: podprobe)
        #expect(sort(&tree, [own, main, orphan, other], marks: [204: "web", 205: "gone"]) == ["web": [200, 204]])
    }

    @Test mutating func `remembers whom it has seen`() {
        let child = ProcessStat(pid: 206, parent: 200)
        #expect(sort(&tree, [own, main, child]) == ["web": [200, 206]])
        let left = ProcessStat(pid: 206, parent: podprobe)
        #expect(sort(&tree, [own, main, left]) == ["web": [200, 206]])
        let reused = ProcessStat(pid: 206, startTicks: 2, parent: 1)
        #expect(sort(&tree, [own, main, reused]) == ["web": [200]])
    }

    @Test mutating func `takes a child of podprobe that has not executed its program yet when it has`() {
        let probe = ProcessStat(pid: 207, parent: podprobe)
        #expect(sort(&tree, [own, main, probe]) == ["web": [200]])
        #expect(sort(&tree, [own, main, probe], marks: [207: "web"]) == ["web": [200, 207]])
    }

    @Test mutating func `asks a stranger only once`() {
        var asked: [Int32] = []
        let mains = [main.key: "web"]
        for _ in 0..<3 {
            _ = tree.sort(
                [own, main, ProcessStat(pid: 300), ProcessStat(pid: 301, parent: 300)], mains: mains, running: ["web"]
            ) {
                asked.append($0)
                return nil
            }
        }
        #expect(asked == [300, 301])
    }

    @Test mutating func `never holds podprobe or what started it`() {
        let shell = ProcessStat(pid: 90)
        let nested = ProcessStat(pid: podprobe, parent: 90)
        #expect(sort(&tree, [shell, nested, main], marks: [90: "outer", podprobe: "web"]) == ["web": [200]])
    }

    @Test mutating func `is another's for each container`() {
        let second = ProcessStat(pid: 210, parent: podprobe)
        let child = ProcessStat(pid: 211, parent: 210)
        let members = sort(&tree, [own, main, second, child], mains: [200: "web", 210: "db"])
        #expect(members == ["web": [200], "db": [210, 211]])
    }

    @Test mutating func `survives a table that was not read at one instant`() {
        let a = ProcessStat(pid: 220, parent: 221)
        let b = ProcessStat(pid: 221, parent: 220)
        #expect(sort(&tree, [own, main, a, b]) == ["web": [200]])
    }
}
