import PodModel
import Testing

@Suite struct `A text that is no quantity` {
    // Looked up: interpret in apimachinery's api/resource/suffix.go finds a suffix by its exact spelling; e and E alone
    // are the same. (One stored copy tries the other case too; that is no Kubernetes release's.)
    @Test(arguments: [
        ("", "it is empty"),
        ("1K", "kilo is a small k: write 1k for 1000, or 1Ki for 1024"),
        ("1 Gi", "no blanks; write 1Gi"), (" 1", "no blanks; write 1"), ("100 m", "no blanks; write 100m"),
        ("64 MB", "a quantity has no blanks"),
        ("1ki", "did you mean 1Ki?"), ("64mi", "did you mean 64Mi?"), ("1Kib", "did you mean 1Ki?"),
        ("64MB", "did you mean 64M?"), ("64mb", "did you mean 64M?"), ("1KB", "did you mean 1k?"),
        ("2g", "did you mean 2G?"), ("1KI", "did you mean 1Ki?"), ("64MiB", "did you mean 64Mi?"),
        ("1e", "after e comes a whole number"), ("1E1.5", "after E comes a whole number"), ("1e3k", "whole number"),
        ("1.1.M", "at most one decimal point"), ("1,5Gi", "no commas"),
        ("abc", "does not begin with a number"), ("--1", "does not begin with a number"),
        ("1i", "there is no suffix i"), (".5i", "there is no suffix i"), ("0.1mi", "did you mean 0.1Mi?"),
        ("1cores", "there is no suffix cores"), ("0x10", "there is no suffix x10"), ("5Â", "there is no suffix"),
        ("1e40", "larger than podprobe can count"), ("1e2000000000", "larger than podprobe can count"),
    ]) func `says what is wrong and what would be right`(text: String, part: String) {
        let error = #expect(throws: QuantityError.self) { try Quantity(text) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        #expect(error?.text == text)
    }

    @Test func `is found in time that does not explode with its length`() throws {
        let digits = String(repeating: "9", count: 20_000)
        #expect(throws: QuantityError.self) { try Quantity(digits) }
        #expect(quantity("0." + digits).value == 1)
        #expect(quantity(digits + "Ei").value == Int64.max)
    }
}
