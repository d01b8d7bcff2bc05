import CCurl
import EventLoops
import Glibc

extension CurlTransfer {
    /// Every callback gets this object, which outlives the handle (see ``CurlTransfer``).
    func setCallbacks(errorText: UnsafeMutablePointer<CChar>) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        podprobe_easy_setopt_pointer(easy, CURLOPT_PRIVATE, context)
        podprobe_easy_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText)

        podprobe_easy_setopt_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlTransfer.taken(
                size * count, CurlTransfer.at(context).response.takeHeaderLine(.init(start: bytes, count: size * count))
            )
        }
        podprobe_easy_setopt_pointer(easy, CURLOPT_HEADERDATA, context)

        podprobe_easy_setopt_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlTransfer.taken(
                size * count, CurlTransfer.at(context).response.takeBody(.init(start: bytes, count: size * count)))
        }
        podprobe_easy_setopt_pointer(easy, CURLOPT_WRITEDATA, context)

        podprobe_easy_setopt_opensocket(easy) { context, _, address in
            guard let address else { return CURL_SOCKET_BAD }
            return CurlTransfer.at(context).openSocket(address.pointee)
        }
        podprobe_easy_setopt_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
    }

    /// The transfer whose address was given to libcurl.
    static func at(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
        guard let context else { preconditionFailure("libcurl lost a callback's context") }
        return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// The transfer that an easy handle belongs to.
    static func of(easy: UnsafeMutableRawPointer?) -> CurlTransfer {
        var context: UnsafeMutableRawPointer?
        podprobe_easy_getinfo_private(easy, &context)
        return at(context)
    }

    /// What a callback answers: all of the bytes, or one that is never a good count for "end the transfer".
    private static func taken(_ count: Int, _ goOn: Bool) -> Int { goOn ? count : count == 0 ? 1 : 0 }

    /// In libcurl's place, so that the error number of a failure is not lost, children don't inherit the descriptor,
    /// and closing resets the connection: no TIME_WAIT for each probe (engine-measurements 3). Never linger with
    /// seconds, which blocks in close.
    private func openSocket(_ address: curl_sockaddr) -> curl_socket_t {
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(address.family, address.socktype | flags, address.protocol)
        guard descriptor >= 0 else {
            systemError = SystemError("socket", errno)
            return CURL_SOCKET_BAD
        }
        Socket.setLinger0(descriptor)
        self.socket = descriptor
        if request?.secure == true { openedAt = .now() }
        return descriptor
    }
}
