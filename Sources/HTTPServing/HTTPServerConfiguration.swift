import Glibc

/// Where the server listens and what a client may cost it.
package struct HTTPServerConfiguration: Sendable {
    /// One listening thread each.
    package var addresses: [ListenAddress]
    /// Far above the scrapers, so that idle clients cannot lock one out before they time out. Those above it wait in the
    /// kernel's backlog. An idle connection costs a descriptor and some kilobytes.
    package var connectionLimit = 4096
    /// Half of it, so that one host alone cannot take every place. Those above it are closed at once.
    package var perIPLimit = 2048
    /// A connection on which nothing moves for so long is closed.
    package var idleTimeoutSeconds = 15
    /// A bigger request body is refused with 413.
    package var maxBodyBytes = 1 << 20
    /// Each part of an exchange (reading the request, finding the answer, sending it) may take so long in all, however
    /// steadily a slow client trickles.
    package var responseSecondsLimit = 60
    /// Answers that are being found away from the server thread; more get 503, or renders would pile up.
    package var laterLimit = 32
    /// Bytes of answers that clients have not fetched yet; more get 503, or a hundred clients that ask for a big
    /// exposition and never read it would fill the memory.
    package var unsentBytesLimit = 512 << 20
    /// How long `stop()` waits for exchanges under way.
    package var stopSecondsLimit = 5

    package init(addresses: [ListenAddress]) { self.addresses = addresses }

    /// The connection limit of each address: half of the descriptors that this process may have are for the rest of it.
    func connectionLimit(descriptors: Int) -> Int {
        min(connectionLimit, max(16, descriptors / 2 / max(1, addresses.count)))
    }

    /// The same share of connections for one host where descriptors are few.
    func perIPLimit(descriptors: Int) -> Int {
        let limit = connectionLimit(descriptors: descriptors)
        return limit == connectionLimit ? perIPLimit : max(8, min(perIPLimit, limit / 2))
    }

    /// Descriptors that this process may have at the moment.
    static func descriptorLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_cur)
    }
}
