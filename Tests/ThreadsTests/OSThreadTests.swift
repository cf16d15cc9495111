import Synchronization
import Testing
import Threads

struct OSThreadTests {
    @Test func aThreadRunsItsBodyUnderItsName() throws {
        let name = Mutex("")
        let thread = try OSThread(name: "a name longer than fifteen bytes") {
            name.withLock { $0 = OSThread.currentName }
        }
        thread.join()
        thread.join()
        #expect(name.withLock { $0 } == "a name longer t")
    }

    @Test func asynchronousCodeWaitsForTheEnd() async throws {
        let gate = BlockingQueue<Int>(capacity: 1)
        let seen = Mutex<Int?>(nil)
        let thread = try OSThread(name: "waiter") {
            let value = gate.take()
            seen.withLock { $0 = value }
        }
        #expect(gate.give(7) == .queued)
        await thread.finished()
        #expect(seen.withLock { $0 } == 7)
    }
}
