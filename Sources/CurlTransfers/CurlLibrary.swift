import CCurl
import Glibc

/// Why the libcurl of this machine can't be used.
package struct CurlUnusable: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
}

/// libcurl as this process found it.
enum CurlLibrary {
    /// 7.80 (2021) is the first with all that is used here, `curl_url_strerror` being the youngest. Debian 12 has 7.88,
    /// Ubuntu 22.04 has 7.81.
    static let oldestVersion: UInt32 = 0x07_50_00

    /// Initialises libcurl, once in the life of the process, and says whether it will do. Safe to call from any thread.
    static func load() throws(CurlUnusable) { try loaded.get() }

    /// Swift runs this once, even when two threads come at the same time; `curl_global_init` alone would not be safe
    /// then before libcurl 7.84.
    private static let loaded: Result<Void, CurlUnusable> = {
        let code = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        guard code == CURLE_OK else {
            return .failure(CurlUnusable(description: "libcurl could not be initialised (code \(code.rawValue))"))
        }
        ignoreBrokenPipes()
        guard let info = curl_version_info(CURLVERSION_FIRST) else {
            return .failure(CurlUnusable(description: "libcurl does not tell its version"))
        }
        let text = info.pointee.version.map { String(cString: $0) } ?? "?"
        if let complaint = complaint(
            version: info.pointee.version_num, text: text, features: Int(info.pointee.features))
        {
            return .failure(CurlUnusable(description: complaint))
        }
        return .success(())
    }()

    /// What is wrong with a libcurl of this version and these features; nil for a good one.
    static func complaint(version: UInt32, text: String, features: Int) -> String? {
        guard version >= oldestVersion else {
            return "libcurl \(text) is too old: podprobe needs 7.80 or newer (package libcurl4, or libcurl4t64)"
        }
        let needed = [
            (Int(CURL_VERSION_SSL), "TLS"), (Int(CURL_VERSION_HTTP2), "HTTP/2"), (Int(CURL_VERSION_IPV6), "IPv6"),
        ]
        let missing = needed.filter { features & $0.0 == 0 }.map(\.1)
        guard missing.isEmpty else {
            return "libcurl \(text) was built without \(missing.joined(separator: " and ")): "
                + "install the distribution's own (package libcurl4, or libcurl4t64)"
        }
        return nil
    }

    /// With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE alone, and a write of the TLS library to a connection that the
    /// target has reset would end the daemon. A handler that somebody else has set stays.
    private static func ignoreBrokenPipes() {
        var action = sigaction()
        guard sigaction(SIGPIPE, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil else { return }
        signal(SIGPIPE, SIG_IGN)
    }
}
