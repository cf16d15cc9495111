import Testing
import Threads
import Wire
import Worker

/// How a worker divides its cores: many threads for an image alone, one where much is to be done.
struct CoresTests {
    private let times = [
        ServiceTime(batch: 1, time: .milliseconds(10)), ServiceTime(batch: 2, time: .milliseconds(15)),
    ]

    @Test func batchesInWorkAndRequestsThatWaitDivideTheCores() {
        var desk = WorkerDesk(serviceTimes: times, threads: 2)
        #expect(desk.demand == 0)
        var demands: [Int] = []
        for number in 1...5 {
            _ = desk.arrived(entry(number), id: id(number), from: 0, at: .zero)
            demands.append(desk.demand)
        }
        #expect(demands == [1, 2, 3, 4, 5])
        // The next two are answered together: one piece of work.
        let next = desk.finished([(ticket: 1, failure: nil)], at: .milliseconds(10))
        #expect(next == [.run([3, 4])] && desk.demand == 3)
        // A thread that is free again takes what waits before any core is lent.
        let last = desk.finished([(ticket: 2, failure: nil)], at: .milliseconds(10))
        #expect(last == [.run([5])] && desk.demand == 2)
        _ = desk.finished([(ticket: 5, failure: nil)], at: .milliseconds(20))
        #expect(desk.demand == 1)
        _ = desk.finished([(ticket: 3, failure: nil), (ticket: 4, failure: nil)], at: .milliseconds(25))
        #expect(desk.demand == 0)
    }

    @Test func whoGivesUpWaitingLeavesItsCore() {
        var desk = WorkerDesk(serviceTimes: times, threads: 1)
        for number in 1...3 { _ = desk.arrived(entry(number), id: id(number), from: 0, at: .zero) }
        #expect(desk.demand == 3)
        _ = desk.cancelled(id(3), by: 0)
        #expect(desk.demand == 2)
        _ = desk.lost(0)
        #expect(desk.demand == 1)
    }

    /// Work arrives and ends in any order: the cores are never promised twice.
    @Test func noCoreIsLentThatAnotherThreadNeeds() {
        var share = CoreShare(cores: 4)
        var desk = WorkerDesk(serviceTimes: times, threads: 4)
        var running: [[Int]] = []
        func follow(_ actions: [WorkerDesk.Action]) {
            for case .run(let tickets) in actions { running.append(tickets) }
            share.change(by: desk.demand - share.inWork)
            #expect(running.count * share.threads <= 4)
            if running.count == 1, desk.account.waiting == 0 { #expect(share.threads == 4) }
        }
        for number in 1...60 {
            follow(desk.arrived(entry(number), id: id(number), from: 0, at: .zero))
            if number % 3 == 0 || number > 40 {
                let done = running.remove(at: number % running.count)
                follow(desk.finished(done.map { (ticket: $0, failure: nil) }, at: .zero))
            }
        }
        while let done = running.popLast() {
            follow(desk.finished(done.map { (ticket: $0, failure: nil) }, at: .zero))
        }
        #expect(desk.isEmpty && share.threads == 4)
    }

    private func entry(_ ticket: Int) -> BatchAssembler.Entry {
        .init(ticket: ticket, keptCount: 25, deadline: .seconds(1000))
    }

    private func id(_ number: Int) -> RequestID { RequestID(edgeIncarnation: 1, sequence: UInt64(number)) }
}
