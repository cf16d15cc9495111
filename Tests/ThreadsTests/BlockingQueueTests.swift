import Testing
import Threads

struct BlockingQueueTests {
    @Test func elementsLeaveInTheOrderTheyCame() {
        let queue = BlockingQueue<Int>(capacity: 3)
        for round in 0..<5 {
            #expect(queue.give(round) == .queued)
            #expect(queue.give(round + 100) == .queued)
            #expect(queue.take() == round)
            #expect(queue.take() == round + 100)
        }
    }

    @Test func allLeaveTogetherInTheOrderTheyCame() {
        let queue = BlockingQueue<Int>(capacity: 4)
        for round in 0..<3 {
            for number in 0..<4 { #expect(queue.give(4 * round + number) == .queued) }
            #expect(queue.takeAll() == Array(4 * round..<4 * round + 4))
        }
        #expect(queue.give(12) == .queued)
        queue.close()
        #expect(queue.takeAll() == [12])
        #expect(queue.takeAll() == nil)
    }

    @Test func aFullQueueRefusesAndAClosedOneIsEmptied() {
        let queue = BlockingQueue<Int>(capacity: 2)
        #expect(queue.give(1) == .queued)
        #expect(queue.give(2) == .queued)
        #expect(queue.give(3) == .full)
        queue.close()
        #expect(queue.give(4) == .closed)
        #expect(queue.take() == 1)
        #expect(queue.take() == 2)
        #expect(queue.take() == nil)
    }
}
