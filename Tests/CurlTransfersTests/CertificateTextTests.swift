import Testing

@testable import CurlTransfers

@Suite struct `A certificate's text` {
    @Test(arguments: [
        ("Expire date:Nov 26 00:36:09 2026 GMT", 1_795_653_369),
        ("Expire date:Jan  2 03:04:05 2033 GMT", 1_988_247_845),
        ("Expire date:2026-11-26 00:36:09 GMT", 1_795_653_369), ("Expire date:Feb 29 12:00:00 2028 GMT", 1_835_438_400),
    ]) func `tells when it expires`(line: String, seconds: Int64) {
        #expect(CertificateText.expirySeconds(line) == seconds)
    }

    @Test(arguments: [
        "Start date:Nov 26 00:36:09 2026 GMT", "Expire date:", "Expire date:soon",
        "Expire date:Nev 26 00:36:09 2026 GMT",
        "Expire date:Nov 26 00:36 2026 GMT", "Expire date:2026-13-26 00:36:09 GMT", "Subject:CN = x", "",
    ]) func `tells nothing else`(line: String) {
        #expect(CertificateText.expirySeconds(line) == nil)
    }
}
