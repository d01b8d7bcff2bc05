import Testing

@testable import Manifests

@Suite struct `A plain YAML scalar` {
    static let meanings: [(String, SourceNode.Content)] = [
        ("", .null), ("~", .null), ("null", .null), ("nulL", .string("nulL")),
        ("true", .bool(true)), ("Yes", .bool(true)), ("y", .bool(true)), ("off", .bool(false)),
        ("tRue", .string("tRue")),
        ("80", .int(80)), ("-5", .int(-5)), ("+5", .int(5)), ("0x1F", .int(31)), ("0o17", .int(15)), ("0b101", .int(5)),
        ("0755", .int(493)), ("089", .double(89)), ("1_000", .int(1000)), ("0", .int(0)), ("-0x10", .int(-16)),
        ("9223372036854775807", .int(.max)), ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ("1.5", .double(1.5)), (".5", .double(0.5)), ("1.", .double(1)), ("1e3", .double(1000)),
        ("-1E-2", .double(-0.01)),
        (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)),
        ("1.2.3", .string("1.2.3")), ("1e", .string("1e")), ("-", .string("-")), (".", .string(".")),
        ("+", .string("+")),
        ("0x", .string("0x")), ("0x-1", .string("0x-1")), ("1Gi", .string("1Gi")),
        ("2026-01-02", .string("2026-01-02")),
        ("12:30", .string("12:30")), ("--1", .string("--1")), ("infinity", .string("infinity")),
        ("nan", .string("nan")),
    ]

    @Test(arguments: meanings) func `means what Kubernetes takes it for`(text: String, content: SourceNode.Content) {
        #expect(YAMLScalar.content(ofPlain: text) == content)
    }

    @Test func `that is not a number equals nothing`() {
        guard case .double(let value) = YAMLScalar.content(ofPlain: ".nan") else {
            Issue.record(".nan must be a number that is none")
            return
        }
        #expect(value.isNaN)
    }
}
