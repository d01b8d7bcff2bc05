import Testing

@testable import Manifests

@Suite struct `The kernel's reports` {
    @Test func `are read with their names, however they are filled up`() {
        func record(_ watch: UInt8, _ mask: UInt8, _ name: [UInt8]) -> [UInt8] {
            [watch, 0, 0, 0, mask, 1, 0, 0, 9, 9, 9, 9, UInt8(name.count), 0, 0, 0] + name
        }
        let bytes = record(1, 2, Array("a.yaml\0\0".utf8)) + record(3, 0, []) + record(4, 5, [0x62, 0])
        #expect(
            Inotify.parse(bytes[...]) == [
                Inotify.Event(watch: 1, mask: 0x102, name: "a.yaml"), Inotify.Event(watch: 3, mask: 0x100, name: ""),
                Inotify.Event(watch: 4, mask: 0x105, name: "b"),
            ])
        #expect(Inotify.parse([1, 2, 3]) == [])
        #expect(Inotify.parse(record(255, 0, [0x61]).dropLast(0)[...]).first?.name == "a")
    }
}
