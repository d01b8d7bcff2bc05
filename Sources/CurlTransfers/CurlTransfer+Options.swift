import CCurl
import EventLoops
import Glibc

extension CurlTransfer {
    /// What every transfer of podprobe has in common; set once for the life of the handle (engine-measurements, libcurl
    /// checklist).
    func setLastingOptions(errorText: UnsafeMutablePointer<CChar>) {
        // No signals in a daemon with threads, and 9 system calls fewer for each transfer.
        set(CURLOPT_NOSIGNAL, 1)
        // 186 instead of 69 µs a probe at 8,000 targets: every finished transfer would walk the whole cache.
        set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
        // Never a proxy, whatever the environment says (kubelet-semantics 1.3).
        podprobe_easy_setopt_text(easy, CURLOPT_PROXY, "")
        podprobe_easy_setopt_text(easy, CURLOPT_NOPROXY, "*")
        // One connection for each probe.
        set(CURLOPT_FRESH_CONNECT, 1)
        set(CURLOPT_FORBID_REUSE, 1)
        // The smallest there is: 16 KiB more for each transfer in flight buy nothing.
        set(CURLOPT_BUFFERSIZE, 1024)
        set(CURLOPT_UPLOAD_BUFFERSIZE, 16 * 1024)
        // A redirect is the prober's to follow or not.
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_NOPROGRESS, 1)
        setLastingTLSOptions()
        setCallbacks(errorText: errorText)
    }

    private func setLastingTLSOptions() {
        // Kubelets verify neither certificate nor name (kubelet-semantics 1.3).
        set(CURLOPT_SSL_VERIFYPEER, 0)
        set(CURLOPT_SSL_VERIFYHOST, 0)
        // No need to read the system's bundle of authorities to verify nothing.
        podprobe_easy_setopt_text(easy, CURLOPT_CAINFO, nil)
        podprobe_easy_setopt_text(easy, CURLOPT_CAPATH, nil)
        // Each probe tries the whole handshake; a resumed one would not show the certificates.
        set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        set(CURLOPT_CERTINFO, 1)
    }

    /// What differs from one request to the next.
    func setOptions(of request: CurlRequest) {
        podprobe_easy_setopt_text(easy, CURLOPT_URL, request.url)
        podprobe_easy_setopt_text(easy, CURLOPT_REQUEST_TARGET, request.target)
        podprobe_easy_setopt_list(easy, CURLOPT_HTTPHEADER, request.headers)
        podprobe_easy_setopt_list(easy, CURLOPT_CONNECT_TO, request.connectTo)
        set(
            CURLOPT_HTTP_VERSION,
            request.http2PriorKnowledge ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_1_1)
        guard request.isPost else {
            set(CURLOPT_HTTPGET, 1)
            return
        }
        set(CURLOPT_POST, 1)
        podprobe_easy_setopt_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.bodyBytes))
        podprobe_easy_setopt_pointer(easy, CURLOPT_POSTFIELDS, request.body.baseAddress)
    }

    private func set(_ option: CURLoption, _ value: Int) {
        let code = podprobe_easy_setopt_long(easy, option, value)
        assert(code == CURLE_OK, "libcurl refuses option \(option.rawValue) = \(value): \(code.rawValue)")
    }
}
