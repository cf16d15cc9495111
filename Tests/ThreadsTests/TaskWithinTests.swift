import Synchronization
import Testing
import Threads

struct TaskWithinTests {
    @Test func aTaskThatEndsIsWaitedFor() async {
        let hasEnded = Mutex(false)
        let task = Task { hasEnded.withLock { $0 = true } }
        await task.ended(within: .seconds(600))
        #expect(hasEnded.withLock { $0 })
    }

    @Test func aTaskThatDoesNotEndIsLeft() async {
        let ticket = Ticket<Int>()
        let hasEnded = Mutex(false)
        let task = Task {
            _ = try? await ticket.value()
            hasEnded.withLock { $0 = true }
        }
        await task.ended(within: .milliseconds(1))
        #expect(!hasEnded.withLock { $0 })
        ticket.finish(.success(1))
        await task.value
    }
}
