import Testing

@testable import Runtimes

private func parse(_ text: String) -> ProcessStat? { ProcessStat(parsing: Array(text.utf8)[...]) }

private let rest =
    "S 11 42 43 0 -1 4194304 100 0 0 0 1 2 3 4 20 0 5 0 67890 1000 200 18446744073709551615 1 1 0 0 0 0 0 0 0"

@Suite struct `A line of /proc/PID/stat` {
    @Test func `gives family, CPU, threads and start`() throws {
        let stat = try #require(parse("42 (sh) \(rest)\n"))
        #expect(stat.key == ProcessStat.Key(pid: 42, startTicks: 67890))
        #expect((stat.parent, stat.group, stat.session) == (11, 42, 43))
        #expect([stat.userTicks, stat.systemTicks, stat.waitedUserTicks, stat.waitedSystemTicks] == [1, 2, 3, 4])
        #expect(stat.threads == 5)
        #expect(!stat.isDead)
    }

    @Test(arguments: ["a b", "a) S 1 1 (", "", "(((", "x\ny", ") Z 9"])
    func `is read right whatever the program calls itself`(name: String) throws {
        let stat = try #require(parse("42 (\(name)) \(rest)"))
        #expect(stat.pid == 42)
        #expect(stat.parent == 11)
    }

    @Test func `knows the dead`() {
        #expect(parse("42 (sh) Z\(rest.dropFirst())")?.isDead == true)
    }

    @Test(arguments: ["", "42", "42 (sh", "42 (sh) S 1 2", "x (sh) S 1", "42 )sh( \(rest)"])
    func `that is something else is nothing`(text: String) {
        #expect(parse(text) == nil)
    }
}

@Suite struct `A field of a /proc file` {
    private let text = Array("Name:\tsh\nRssAnon:\t    1234 kB\nRssAnonX:\t 9 kB\nVmSwap:\t 0 kB\n".utf8)

    @Test func `is found by its name at the begin of a line`() {
        #expect(Decimal.field("RssAnon:", in: text[...]) == 1234)
        #expect(Decimal.field("VmSwap:", in: text[...]) == 0)
        #expect(Decimal.field("Swap:", in: text[...]) == nil)
        #expect(Decimal.field("Name:", in: text[...]) == nil)
    }
}
