import PodModel
import Testing

@Suite struct `A timestamp` {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-26T00:36:09Z", 1_795_653_369), ("2000-02-29T23:59:59Z", 951_868_799),
        ("1969-12-31T23:59:59Z", -1), ("2100-03-01T00:00:00Z", 4_107_542_400), ("1900-02-28T12:00:00Z", -2_203_934_400),
        ("2024-12-31T00:00:00Z", 1_735_603_200),
    ]) func `is written and read in RFC 3339`(text: String, seconds: Int64) {
        #expect(Timestamp(nanoseconds: seconds * 1_000_000_000).rfc3339 == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(nanoseconds: seconds * 1_000_000_000))
    }

    @Test func `comes back over every day of four centuries`() {
        for day in stride(from: Int64(-50_000), to: 96_000, by: 1) {
            let time = Timestamp(nanoseconds: (day * 86_400 + 43_210) * 1_000_000_000)
            #expect(Timestamp(rfc3339: time.rfc3339) == time, "\(time.rfc3339)")
        }
    }

    @Test func `drops its fraction when written, downward before 1970 too`() {
        #expect(Timestamp(nanoseconds: 1_999_999_999).rfc3339 == "1970-01-01T00:00:01Z")
        #expect(Timestamp(nanoseconds: -1).rfc3339 == "1969-12-31T23:59:59Z")
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00.5Z", 500_000_000), ("1970-01-01T00:00:00.0000000019Z", 1),
        ("1970-01-01T01:00:01+01:00", 1_000_000_000), ("1969-12-31T23:00:01-01:00", 1_000_000_000),
        ("1970-01-01t00:00:02z", 2_000_000_000),
    ]) func `is read with a fraction and an offset`(text: String, nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-02-29T00:00:00Z", "1970-01-00T00:00:00Z",
        "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zx",
        "1970-01-01 00:00:00Z", "0000-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "1970-01-01T00:00:00+1:00", "soon",
    ]) func `is not made of anything else`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
