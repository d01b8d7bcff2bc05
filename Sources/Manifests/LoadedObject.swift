package import PodModel

/// A ConfigMap or Secret of the manifests. Never to be printed: it may hold passwords.
package struct LoadedObject: Sendable, Equatable {
    package var reference: ConfigReference
    package var file: String
    /// Counted as those of pods.
    package var documentIndex: Int
    package var line: Int
    /// A Secret's values decoded.
    package var data: [String: String]

    package init(
        reference: ConfigReference, file: String, documentIndex: Int = 0, line: Int = 0, data: [String: String]
    ) {
        self.reference = reference
        self.file = file
        self.documentIndex = documentIndex
        self.line = line
        self.data = data
    }
}

extension LoadedObject: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(reference) with \(data.count) keys from \(file)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
