import EventLoops
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct `A loop thread with private descriptors` {
    @Test func `sees none of the process, and shows it none of its own`() async throws {
        let ours = FileDescriptor(open("/dev/null", O_RDONLY))
        let thread = try LoopThread(name: "private", privateDescriptors: true) { _ in () }
        let answer = Mutex<(seesOurs: Bool, its: Int32)?>(nil)
        let number = ours.number
        thread.post { _ in
            let sees = fcntl(number, F_GETFD) >= 0
            answer.withLock { $0 = (sees, dup2(0, 900)) }
        }
        #expect(await eventually { answer.withLock { $0 } != nil })
        #expect(try #require(answer.withLock { $0 }) == (false, 900))
        #expect(fcntl(900, F_GETFD) == -1)
        thread.stop()
        #expect(fcntl(number, F_GETFD) >= 0)
    }
}
