import PodModel
import Testing

@Suite struct `A quantity` {
    @Test(arguments: [
        ("0", "0"), ("1", "1"), ("5.", "5"), (".5", "500m"), ("0.5", "500m"), ("+5", "5"), ("-5", "-5"), ("007", "7"),
        ("5n", "5n"), ("4u", "4u"), ("3m", "3m"), ("8k", "8k"), ("7M", "7M"), ("6G", "6G"), ("5T", "5T"), ("2P", "2P"),
        ("1E", "1E"), ("1Ki", "1Ki"), ("7Mi", "7Mi"), ("6Gi", "6Gi"), ("5Ti", "5Ti"), ("4Pi", "4Pi"), ("3Ei", "3Ei"),
        ("1e3", "1e3"), ("1E3", "1e3"), ("1E-2", "10e-3"), ("1.2e3", "1200"), ("1.3E+6", "1300e3"), ("1e14", "100e12"),
        ("1e0", "1"), ("0.5e0", "500e-3"),
    ]) func `reads every form of the grammar and writes it canonically`(text: String, canonical: String) {
        #expect(quantity(text).canonical == canonical)
        #expect(quantity(canonical) == quantity(text))
    }

    @Test(arguments: [
        ("1.5Gi", "1536Mi"), ("1024Ki", "1Mi"), ("1000m", "1"), ("1000Ki", "1000Ki"), ("0.5Gi", "512Mi"),
        ("1500m", "1500m"), ("1.5", "1500m"), ("1000k", "1M"), ("100.035k", "100035"), ("0Ki", "0"), ("-0", "0"),
        ("-1.5Gi", "-1536Mi"), ("1023Ki", "1023Ki"), ("0.5Ki", "512"), ("1Ki", "1Ki"), ("1048575", "1048575"),
        ("100.035Ki", "102435840m"), ("0.0001Ki", "102400u"), ("1000E", "1000E"), ("123456789012", "123456789012"),
    ]) func `is written with the largest suffix of its family that loses nothing`(text: String, canonical: String) {
        #expect(quantity(text).canonical == canonical)
    }

    @Test(
        arguments: ["", "."].flatMap { number in ["", "+", "-"].map { $0 + number } }.filter { !$0.isEmpty } + [
            "k", "Mi",
        ])
    func `without digits is zero, as in Kubernetes`(text: String) {
        #expect(quantity(text).isZero)
    }

    @Test(arguments: [
        ("3.001n", 4), ("1.1E-9", 2), ("0.0000000001", 1), ("0.9n", 1), ("0.00000012345", 124), ("-3.001n", -4),
        ("0.000000000001Ki", 2), ("1e-400", 1), ("0.00000000000000000000000000000000000000000000000001", 1),
        ("0e-5", 0), ("1.000000000n", 1),
    ]) func `finer than a billionth is rounded away from zero`(text: String, nanos: Int) {
        #expect(quantity(text).nanos == Int128(nanos))
    }

    @Test func `with a binary suffix stops at the largest Int64`() {
        for text in ["9Ei", "9223372036854775807Ki", "100000000000000000000000000000Ei"] {
            #expect(quantity(text).value == Int64.max)
        }
        #expect(quantity("-9Ei").value == -Int64.max)
        #expect(quantity("9Ei").canonical == "9223372036854775807")
    }

    @Test func `keeps every digit of long numbers`() {
        #expect(quantity("12345678901234567890.123456789").nanos == 12_345_678_901_234_567_890_123_456_789)
        #expect(quantity("0.1Ei").nanos == 115_292_150_460_684_697_600_000_000)
        #expect(quantity("0.123456789123456789Ki").nanos == 126_419_752_063)
    }

    @Test func `gives whole units and thousandths rounded away from zero`() {
        #expect(quantity("100m").value == 1)
        #expect(quantity("1001m").value == 2)
        #expect(quantity("1.5Gi").value == 1_610_612_736)
        #expect(quantity("1n").milliValue == 1)
        #expect(quantity("250m").milliValue == 250)
        #expect(quantity("-1500m").value == -2)
        #expect(quantity("1e20").value == Int64.max)
        #expect(quantity("1E").milliValue == Int64.max)
        #expect(quantity("1.0005").roundedToMilli.canonical == "1001m")
    }

    @Test func `is equal to the same number in other suffixes, and ordered by number`() {
        #expect(quantity("1000m") == quantity("1"))
        #expect(quantity("1Gi") == quantity("1073741824"))
        #expect(quantity("1Gi").hashValue == quantity("1073741824").hashValue)
        #expect(quantity("10000T") > quantity("100Gi"))
        #expect(quantity("-1") < quantity("0"))
        #expect([quantity("-1m").sign, quantity("0k").sign, quantity("1n").sign] == [-1, 0, 1])
    }

    @Test func `is added and subtracted exactly, in the suffixes of its left side unless that is zero`() {
        #expect((quantity("100m") + quantity("0.2")).canonical == "300m")
        #expect((quantity("1Gi") + quantity("512Mi")).canonical == "1536Mi")
        #expect((quantity("0") + quantity("1Gi")).canonical == "1Gi")
        #expect((quantity("1Gi") - quantity("0")).canonical == "1Gi")
        #expect((quantity("0") - quantity("1Gi")).canonical == "-1Gi")
        #expect((quantity("0.1") + quantity("0.2")).canonical == "300m")
        let huge = quantity("9e28")
        #expect(huge + huge > huge)
        #expect((1...9).reduce(huge) { sum, _ in sum + huge } == Quantity(nanos: .max, format: .decimalSI))
    }

    @Test func `becomes the nearest floating-point number`() {
        #expect(quantity("100m").doubleValue == 0.1)
        #expect(quantity("1.5Gi").doubleValue == 1_610_612_736)
        #expect(quantity("1n").doubleValue == 1e-9)
        #expect(quantity("9007199254740993").doubleValue == 9_007_199_254_740_992)
    }

    @Test func `can be made of numbers`() {
        #expect(Quantity(value: 64 << 20, format: .binarySI).canonical == "64Mi")
        #expect(Quantity(milliValue: 1500).canonical == "1500m")
        #expect(Quantity.zero.canonical == "0")
    }
}
