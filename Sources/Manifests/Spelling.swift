/// Finds the word that was probably meant.
enum Spelling {
    /// The one of `words` that is nearest to `word`; nil where none is near.
    ///
    /// Near is: the same but for case, dashes and underscores; another tool's word for the same thing; the first part of
    /// exactly one word; or one to three letters wrong, left out, added or swapped, depending on the length.
    static func nearMiss(_ word: String, among words: [String]) -> String? {
        let plain = bare(word)
        if let same = words.first(where: { bare($0) == plain }) { return same }
        if let other = otherNames[plain], words.contains(other) { return other }
        let nearest = words.map { (word: $0, distance: distance(plain, bare($0))) }.min { $0.distance < $1.distance }
        if let nearest, nearest.distance <= tolerance(plain.count) { return nearest.word }
        let longer = words.filter { bare($0).hasPrefix(plain) }
        return plain.count >= 4 && longer.count == 1 ? longer[0] : nil
    }

    /// Docker's, compose's and people's words for fields of a Pod, in lower case.
    private static let otherNames = [
        "cmd": "command", "entrypoint": "command", "arguments": "args", "environment": "env", "envs": "env",
        "workdir": "workingDir", "workingdirectory": "workingDir", "hostport": "hostPort", "http": "httpGet",
        "tcp": "tcpSocket", "headers": "httpHeaders", "interval": "periodSeconds", "timeout": "timeoutSeconds",
        "retries": "failureThreshold", "initialdelay": "initialDelaySeconds", "init": "initContainers",
        "inits": "initContainers", "restart": "restartPolicy", "volumemounts": "volumeMounts",
    ]

    private static func tolerance(_ length: Int) -> Int {
        switch length {
        case ..<3: 0
        case 3...4: 1
        case 5...9: 2
        default: 3
        }
    }

    private static func bare(_ word: String) -> String {
        String(word.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " })
    }

    /// How many letters must be changed, left out, added, or swapped with their neighbour; at most 9 is told apart.
    private static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.utf8.prefix(64))
        let b = Array(b.utf8.prefix(64))
        guard abs(a.count - b.count) < 9 else { return 9 }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
