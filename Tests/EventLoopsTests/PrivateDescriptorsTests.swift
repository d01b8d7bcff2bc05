import EventLoops
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct `A loop thread with private descriptors` {
    @Test func `sees none of the process, and shows it none of its own`() async throws {
        let ours = FileDescriptor(open("/dev/null", O_RDONLY))
        let thread = try LoopThread(name: "private", privateDescriptors: true) { _ in () }
        let answer = Mutex<(seesOurs: Bool, number: Int32, inode: ino_t)?>(nil)
        let number = ours.number
        thread.post { _ in
            let sees = fcntl(number, F_GETFD) >= 0
            // A pipe of its own: the same number is nothing, or something else, in everybody's table.
            var ends: [Int32] = [-1, -1]
            _ = pipe(&ends)
            answer.withLock { $0 = (sees, ends[0], inode(of: ends[0])) }
        }
        #expect(await eventually { answer.withLock { $0 } != nil })
        let its = try #require(answer.withLock { $0 })
        #expect(!its.seesOurs)
        #expect(its.inode != 0)
        #expect(inode(of: its.number) != its.inode)
        thread.stop()
        #expect(fcntl(number, F_GETFD) >= 0)
    }
}

/// 0 for a number that is not open.
private func inode(of descriptor: Int32) -> ino_t {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_ino : 0
}
