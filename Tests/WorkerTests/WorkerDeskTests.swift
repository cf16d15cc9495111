import Randomness
import TestSupport
import Testing
import Wire
import Worker

struct WorkerDeskTests {
    private let times = [
        ServiceTime(batch: 1, time: .milliseconds(10)), ServiceTime(batch: 2, time: .milliseconds(15)),
    ]

    @Test func aFreeThreadGetsWorkAtOnce() {
        var desk = WorkerDesk(serviceTimes: times, threads: 1)
        let first = desk.arrived(entry(1, deadline: 1000), id: id(1), from: 0, at: .zero)
        #expect(first == [.run([1])])
        let second = desk.arrived(entry(2, deadline: 1000), id: id(2), from: 0, at: .zero)
        #expect(second.isEmpty)
        let done = desk.finished([(ticket: 1, failure: nil)], at: .milliseconds(10))
        #expect(done == [.run([2])])
    }

    @Test func aRequestInWorkForALostCoordinatorIsDroppedWhenDone() {
        var desk = WorkerDesk(serviceTimes: times, threads: 1)
        _ = desk.arrived(entry(1, deadline: 1000), id: id(1), from: 0, at: .zero)
        _ = desk.arrived(entry(2, deadline: 1000), id: id(2), from: 0, at: .zero)
        let lost = desk.lost(0)
        #expect(lost == [.drop(2)])
        let done = desk.finished([(ticket: 1, failure: nil)], at: .milliseconds(10))
        #expect(done == [.drop(1)])
        #expect(desk.account.dropped == 2 && desk.account.isBalanced && desk.isEmpty)
    }

    @Test func aCancelledRequestInWorkIsStillAnswered() {
        var desk = WorkerDesk(serviceTimes: times, threads: 1)
        _ = desk.arrived(entry(1, deadline: 1000), id: id(1), from: 0, at: .zero)
        _ = desk.arrived(entry(2, deadline: 1000), id: id(2), from: 0, at: .zero)
        let running = desk.cancelled(id(1), by: 0)
        #expect(running.isEmpty)
        let other = desk.cancelled(id(2), by: 1)
        #expect(other.isEmpty)
        let waiting = desk.cancelled(id(2), by: 0)
        #expect(waiting == [.refuse(2, .cancelled)])
    }

    @Test func aDrainingWorkerRefusesWhatComes() {
        var desk = WorkerDesk(serviceTimes: times, threads: 1)
        _ = desk.arrived(entry(1, deadline: 1000), id: id(1), from: 0, at: .zero)
        desk.drain()
        let late = desk.arrived(entry(2, deadline: 1000), id: id(2), from: 0, at: .zero)
        #expect(late == [.refuse(2, .draining)])
        #expect(!desk.isEmpty)
        _ = desk.finished([(ticket: 1, failure: nil)], at: .milliseconds(10))
        #expect(desk.isEmpty)
    }

    /// Random lives: the account balances after every event, no ticket is run or ended twice, never more batches run than
    /// there are threads, and in the end every request has left.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func nothingIsEverUnaccounted(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var desk = WorkerDesk(serviceTimes: times, threads: 3)
        var running: [[Int]] = []
        var ended: Set<Int> = []
        var now = Duration.zero
        func follow(_ actions: [WorkerDesk.Action]) {
            for action in actions {
                switch action {
                case .run(let tickets):
                    #expect(ended.isDisjoint(with: tickets) && !running.joined().contains { tickets.contains($0) })
                    running.append(tickets)
                case .refuse(let ticket, _), .drop(let ticket):
                    #expect(ended.insert(ticket).inserted)
                }
            }
            #expect(running.count <= 3)
            #expect(desk.account.isBalanced)
        }
        func finish(_ tickets: [Int]) {
            let outcomes = tickets.map {
                (ticket: $0, failure: $0 % 7 == 0 ? FailureCode?.some(.badPayload) : nil)
            }
            let actions = desk.finished(outcomes, at: now)
            let dropped = actions.compactMap { if case .drop(let ticket) = $0 { ticket } else { nil } }
            for ticket in tickets where !dropped.contains(ticket) { #expect(ended.insert(ticket).inserted) }
            follow(actions)
        }
        for ticket in 1...600 {
            now += .milliseconds(Int.random(in: 0...6, using: &generator))
            let deadline = Int(now / .milliseconds(1)) + Int.random(in: 0...80, using: &generator)
            let coordinator = ticket % 2
            follow(desk.arrived(entry(ticket, deadline: deadline), id: id(ticket), from: coordinator, at: now))
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: follow(desk.cancelled(id(Int.random(in: 1...ticket, using: &generator)), by: coordinator))
            case 1: follow(desk.lost(coordinator))
            case 2...8 where !running.isEmpty: finish(running.removeFirst())
            default: break
            }
        }
        while !running.isEmpty { finish(running.removeFirst()) }
        #expect(desk.isEmpty)
        #expect(ended.count == 600)
    }

    private func entry(_ ticket: Int, deadline: Int) -> BatchAssembler.Entry {
        BatchAssembler.Entry(ticket: ticket, keptCount: 22, deadline: .milliseconds(deadline))
    }

    private func id(_ number: Int) -> RequestID { RequestID(edgeIncarnation: 1, sequence: UInt64(number)) }
}
