import Glibc

/// Reads what libcurl tells of a certificate, line by line ("Expire date:Nov 26 00:36:09 2026 GMT").
enum CertificateText {
    private static let expiryName = "Expire date:"
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970 when this is the line with the end of validity; nil for every other line, and for a date that
    /// can't be read.
    static func expirySeconds(_ line: UnsafePointer<CChar>?) -> Int64? {
        guard let line, strncmp(line, expiryName, expiryName.utf8.count) == 0 else { return nil }
        return seconds(String(cString: line + expiryName.utf8.count))
    }

    /// "Nov 26 00:36:09 2026 GMT" (libcurl with OpenSSL) or "2026-11-26 00:36:09 GMT" (with GnuTLS).
    static func seconds(_ date: String) -> Int64? {
        let words = date.split(separator: " ")
        if words.count == 5, let month = months.firstIndex(where: { $0 == words[0] }) {
            return seconds(year: words[3], month: month + 1, day: words[1], time: words[2])
        }
        guard words.count == 3 else { return nil }
        let day = words[0].split(separator: "-")
        guard day.count == 3, let month = Int(day[1]), (1...12).contains(month) else { return nil }
        return seconds(year: day[0], month: month, day: day[2], time: words[1])
    }

    private static func seconds(year: Substring, month: Int, day: Substring, time: Substring) -> Int64? {
        let clock = time.split(separator: ":").compactMap { Int32($0) }
        guard let year = Int32(year), let day = Int32(day), clock.count == 3 else { return nil }
        var fields = tm()
        fields.tm_year = year - 1900
        fields.tm_mon = Int32(month - 1)
        fields.tm_mday = day
        (fields.tm_hour, fields.tm_min, fields.tm_sec) = (clock[0], clock[1], clock[2])
        return Int64(timegm(&fields))
    }
}
