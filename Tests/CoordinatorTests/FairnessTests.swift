import Randomness
import TestSupport
import Testing
import Wire

@testable import Coordinator

struct FairnessTests {
    @Test func aFloodingCameraTakesNothingFromAQuietOne() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        for sequence in 1...50 { _ = bench.ask(Bench.request(UInt64(sequence), camera: "loud", budget: .seconds(60))) }
        _ = bench.ask(Bench.request(51, camera: "quiet", budget: .seconds(60)))
        // One is at the worker; the quiet one comes second at the latest.
        var order: [UInt64] = []
        var running: UInt64 = 1
        for _ in 0..<3 {
            let next = bench.receive(Bench.result(Bench.request(running).id), from: Bench.worker(1)).dispatches[0]
            running = next.id.sequence
            order.append(running)
        }
        #expect(order.prefix(2).contains(51))
    }

    @Test func withinACameraTheEarliestDeadlineIsFirst() {
        var bench = Bench()
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        for (sequence, seconds) in [(1, 9), (2, 8), (3, 5), (4, 7)] {
            _ = bench.ask(Bench.request(UInt64(sequence), budget: .seconds(seconds)))
        }
        var order: [UInt64] = [1]
        while let last = order.last,
            let next = bench.receive(Bench.result(Bench.request(last).id), from: Bench.worker(1)).dispatches.first
        {
            order.append(next.id.sequence)
        }
        #expect(order == [1, 3, 4, 2])
    }

    @Test func aFullQueueMakesRoomAtTheCostOfTheCrowd() {
        var bench = Bench { $0.queueItems = 4 }
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        for sequence in 1...5 {
            #expect(bench.ask(Bench.request(UInt64(sequence), camera: "loud", budget: .seconds(9))).failures.isEmpty)
        }
        let refused = bench.ask(Bench.request(6, camera: "loud", budget: .seconds(9)))
        #expect(refused.failures == [.overloaded])
        #expect(!refused.contains(.hold(Bench.request(6).id)))
        let admitted = bench.ask(Bench.request(7, camera: "quiet", budget: .seconds(9)))
        #expect(admitted.failures == [.overloaded])
        #expect(admitted.contains(.hold(Bench.request(7).id)))
        #expect(bench.state.counters.queued == 4)
        #expect(bench.state.counters.isBalanced)
    }

    @Test func theQueueIsBoundedInBytesToo() {
        var bench = Bench { $0.queueBytes = 1000 }
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        _ = bench.receive(Bench.hello(worker: 1), from: Bench.worker(1))
        _ = bench.ask(Bench.request(1, bytes: 400))
        _ = bench.ask(Bench.request(2, bytes: 600))
        #expect(bench.ask(Bench.request(3, bytes: 401)).failures == [.overloaded])
        #expect(bench.ask(Bench.request(4, bytes: 400)).failures.isEmpty)
    }

    /// Start-time fair queueing with unit costs: cameras that always have work waiting are served equally, within one.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func busyCamerasAreServedEquallyWithinOne(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = FairQueue()
        let start = ContinuousClock.now
        let names = (0..<7).map { CameraID(edge: "e", camera: "\($0)") }
        var served = [Int](repeating: 0, count: names.count)
        var owners: [RequestID: Int] = [:]
        var sequence: UInt64 = 0
        for _ in 0..<3000 {
            for camera in names.indices {
                // Some come in bursts, but each has work at all times.
                while queue.count(of: names[camera]) < Int.random(in: 1...9, using: &random) {
                    sequence += 1
                    let id = RequestID(edgeIncarnation: 1, sequence: sequence)
                    owners[id] = camera
                    let deadline = start + .milliseconds(Int.random(in: 0...1000, using: &random))
                    queue.push(id, camera: names[camera], deadline: deadline, bytes: 1)
                }
            }
            guard let id = queue.serveFirst(), let camera = owners[id] else {
                Issue.record("the queue has work")
                return
            }
            served[camera] += 1
            #expect((served.max() ?? 0) - (served.min() ?? 0) <= 1)
        }
    }

    @Test func theHeapAgreesWithSorting() {
        var random = SeededGenerator(seed: 11)
        var heap = IndexedHeap<Int, Int>()
        var model: [Int: Int] = [:]
        for _ in 0..<20_000 {
            let element = Int.random(in: 0..<200, using: &random)
            if Bool.random(using: &random) {
                let key = Int.random(in: 0..<1000, using: &random)
                heap.set(element, to: key)
                model[element] = key
            } else {
                #expect(heap.remove(element) == (model.removeValue(forKey: element) != nil))
            }
            #expect(heap.first?.key == model.values.min())
            #expect(heap.count == model.count)
        }
        var last = Int.min
        while let next = heap.popFirst() {
            #expect(next.key >= last)
            #expect(model.removeValue(forKey: next.element) == next.key)
            last = next.key
        }
        #expect(model.isEmpty)
    }
}
