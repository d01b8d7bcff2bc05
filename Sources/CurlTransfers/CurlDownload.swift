import CCurl
import Glibc

/// Fetches one document the way command-line programs do: redirects are followed, certificates verified, the
/// environment's proxy used. It blocks its thread, and is for what happens every now and then.
package enum CurlDownload {
    package struct Failure: Error, Sendable, Equatable {
        /// For a user: what libcurl says, or the status.
        package var message: String
        package init(message: String) { self.message = message }
    }

    private static let redirectLimit = 10

    /// All bytes of an answer of status 200.
    /// - Parameters:
    ///   - headers: `Name: value`, sent as they are.
    ///   - byteLimit: a longer answer is a failure.
    package static func get(
        _ url: String, headers: [String], timeoutSeconds: Int, byteLimit: Int
    ) throws(Failure) -> [UInt8] {
        do { try CurlLibrary.load() } catch { throw Failure(message: "\(error)") }
        guard let easy = curl_easy_init() else { throw Failure(message: "libcurl: no memory for a handle") }
        defer { curl_easy_cleanup(easy) }
        var list: UnsafeMutablePointer<curl_slist>?
        for header in headers { list = curl_slist_append(list, header) }
        defer { curl_slist_free_all(list) }
        let sink = Sink(limit: byteLimit)
        podprobe_easy_setopt_text(easy, CURLOPT_URL, url)
        podprobe_easy_setopt_list(easy, CURLOPT_HTTPHEADER, list)
        podprobe_easy_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        podprobe_easy_setopt_long(easy, CURLOPT_FOLLOWLOCATION, 1)
        podprobe_easy_setopt_long(easy, CURLOPT_MAXREDIRS, redirectLimit)
        podprobe_easy_setopt_long(easy, CURLOPT_TIMEOUT, timeoutSeconds)
        podprobe_easy_setopt_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
            return sink.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        podprobe_easy_setopt_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque())
        let code = withExtendedLifetime(sink) { curl_easy_perform(easy) }
        if sink.isFull { throw Failure(message: "the answer has more than \(byteLimit >> 20) MiB") }
        guard code == CURLE_OK else {
            // libcurl's longer texts tell milliseconds, which differ each time: the same trouble shall read the same.
            throw Failure(message: String(cString: curl_easy_strerror(code)))
        }
        var status = 0
        podprobe_easy_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &status)
        guard status == 200 else { throw Failure(message: "the answer has status \(status), not 200") }
        return sink.bytes
    }

    /// Where the answer goes. It outlives the transfer and is used by its thread alone.
    private final class Sink {
        private(set) var bytes: [UInt8] = []
        private(set) var isFull = false
        private let limit: Int

        init(limit: Int) { self.limit = limit }

        func take(_ more: UnsafeRawBufferPointer) -> Bool {
            isFull = bytes.count + more.count > limit
            if !isFull { bytes += more }
            return !isFull
        }
    }
}
