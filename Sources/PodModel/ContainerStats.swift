/// Usage of a container's whole process tree. nil where the source could not be read.
package struct ContainerStats: Sendable, Equatable {
    package var containerID: String
    package var podUID: String
    package var name: String
    package var sampledAt: Timestamp
    package var startedAt: Timestamp?
    package var cpuUserSeconds: Double?
    package var cpuSystemSeconds: Double?
    package var workingSetBytes: UInt64?
    package var rssBytes: UInt64?
    package var swapBytes: UInt64?
    package var processes: UInt64?
    package var threads: UInt64?
    package var fileDescriptors: UInt64?
    package var readBytes: UInt64?
    package var writtenBytes: UInt64?
    package var reads: UInt64?
    package var writes: UInt64?

    package init(containerID: String, podUID: String, name: String, sampledAt: Timestamp) {
        self.containerID = containerID
        self.podUID = podUID
        self.name = name
        self.sampledAt = sampledAt
    }
}
