import PodModel

extension StatusBuilder {
    /// What all containers of a pod may say of their ends, in bytes.
    static let messageBytes = 12_288

    /// Cuts every message of an end to its equal part of what the pod may say (kubelet-semantics 8; normalizeStatus of
    /// pkg/kubelet/status counts init containers too, and keeps the beginning).
    func limitMessages(_ status: inout PodStatus) {
        let limit = Self.messageBytes / max(1, pod.spec.containers.count + pod.spec.initContainers.count)
        for index in status.containerStatuses.indices { status.containerStatuses[index].limitMessages(limit) }
        for index in status.initContainerStatuses.indices { status.initContainerStatuses[index].limitMessages(limit) }
    }
}

extension ContainerStatus {
    fileprivate mutating func limitMessages(_ limit: Int) {
        if case .terminated(var end) = state, end.message.utf8.count > limit {
            end.message = end.message.prefix(bytes: limit)
            state = .terminated(end)
        }
        if let end = lastState, end.message.utf8.count > limit { lastState?.message = end.message.prefix(bytes: limit) }
    }
}

extension String {
    /// At most so many bytes from the beginning, without half a character at the end.
    fileprivate func prefix(bytes limit: Int) -> String {
        var end = utf8.index(startIndex, offsetBy: limit, limitedBy: endIndex) ?? endIndex
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
