/// A manifest that was fetched from an address (a kubelet's staticPodURL).
package struct ManifestDocument: Sendable, Equatable {
    package var url: String
    /// The newest content; nil before anything was fetched.
    package var bytes: [UInt8]?
    /// The newest content without a mistake.
    package var lastGood: [UInt8]?
    /// Why the newest attempt to fetch it came to nothing.
    package var problem: String?

    package init(url: String) { self.url = url }
}
