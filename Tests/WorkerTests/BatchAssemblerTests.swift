import Randomness
import TestSupport
import Testing
import Wire
import Worker

struct BatchAssemblerTests {
    private let gaining = [(1, 10), (2, 16), (4, 28)].map {
        ServiceTime(batch: $0.0, time: .milliseconds($0.1))
    }

    @Test func anEmptyAssemblerFormsNothing() {
        var assembler = BatchAssembler(serviceTimes: gaining)
        let decision = assembler.next(at: .zero)
        #expect(decision.batch.isEmpty && decision.expired.isEmpty)
    }

    @Test func batchesGrowWhereThatSavesTime() {
        var assembler = BatchAssembler(serviceTimes: gaining)
        for number in 1...7 { assembler.add(entry(number, deadline: 1000)) }
        expectNext(&assembler, ids(1...4))
        expectNext(&assembler, ids(5...6))
        expectNext(&assembler, ids(7...7))
        #expect(assembler.count == 0)
    }

    @Test func batchesStaySingleWhereNothingIsGained() {
        var assembler = BatchAssembler(
            serviceTimes: [(1, 10), (2, 21)].map {
                ServiceTime(batch: $0.0, time: .milliseconds($0.1))
            })
        for number in 1...2 { assembler.add(entry(number, deadline: 1000)) }
        expectNext(&assembler, ids(1...1))
    }

    @Test func theEarliestDeadlineGoesFirstAndBoundsTheBatch() {
        var assembler = BatchAssembler(serviceTimes: gaining)
        assembler.add(entry(1, deadline: 1000))
        assembler.add(entry(2, deadline: 20))
        assembler.add(entry(3, deadline: 900))
        assembler.add(entry(4, deadline: 800))
        expectNext(&assembler, ids([2, 4]))
        expectNext(&assembler, ids([3, 1]))
    }

    @Test func aBudgetIsCheckedAgainWhenTheBatchIsFormed() {
        var assembler = BatchAssembler(serviceTimes: gaining)
        assembler.add(entry(1, deadline: 30))
        assembler.add(entry(2, deadline: 100))
        let decision = assembler.next(at: .milliseconds(21))
        #expect(decision.expired == ids(1...1))
        #expect(decision.batch == ids(2...2))
    }

    @Test func sequencesOfOtherLengthsDoNotMix() {
        var assembler = BatchAssembler(serviceTimes: gaining)
        assembler.add(entry(1, kept: 22, deadline: 100))
        assembler.add(entry(2, kept: 15, deadline: 200))
        assembler.add(entry(3, kept: 22, deadline: 300))
        expectNext(&assembler, ids([1, 3]))
        expectNext(&assembler, ids([2]))
    }

    @Test func aCancelledRequestIsNotAnswered() {
        var assembler = BatchAssembler(serviceTimes: gaining)
        assembler.add(entry(1, deadline: 100))
        let (first, second) = (assembler.cancel(1), assembler.cancel(1))
        #expect(first && !second)
        expectNext(&assembler, [])
    }

    /// Random arrivals, cancellations and times: every request leaves exactly once, none in a batch that ends after its
    /// deadline, and batches have measured sizes.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func everyRequestLeavesExactlyOnce(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var assembler = BatchAssembler(serviceTimes: gaining)
        var deadlines: [Int: Duration] = [:]
        var left: Set<Int> = []
        var now = Duration.zero
        for number in 1...500 {
            now += .milliseconds(Int.random(in: 0...8, using: &generator))
            let entry = entry(
                number, kept: [15, 22].randomElement(using: &generator) ?? 15,
                deadline: Int(now / .milliseconds(1)) + Int.random(in: 0...120, using: &generator)
            )
            deadlines[entry.ticket] = entry.deadline
            assembler.add(entry)
            if Int.random(in: 0..<10, using: &generator) == 0 {
                let chosen = Int.random(in: 1...number, using: &generator)
                if assembler.cancel(chosen) { #expect(left.insert(chosen).inserted) }
            }
            guard Bool.random(using: &generator) else { continue }
            let decision = assembler.next(at: now)
            let time = gaining.first { $0.batch >= decision.batch.count }?.time ?? .zero
            for id in decision.batch + decision.expired { #expect(left.insert(id).inserted) }
            for id in decision.batch { #expect(now + (gaining[0].time) <= deadlines[id] ?? .zero) }
            if let first = decision.batch.first { #expect(now + time <= deadlines[first] ?? .zero) }
            #expect([0, 1, 2, 4].contains(decision.batch.count))
        }
        while assembler.count > 0 {
            let decision = assembler.next(at: now)
            for id in decision.batch + decision.expired { #expect(left.insert(id).inserted) }
        }
        #expect(left.count == 500)
    }

    private func expectNext(_ assembler: inout BatchAssembler, _ batch: [Int]) {
        let decision = assembler.next(at: .zero)
        #expect(decision.batch == batch)
    }

    private func entry(_ number: Int, kept: Int = 22, deadline: Int) -> BatchAssembler.Entry {
        BatchAssembler.Entry(ticket: number, keptCount: kept, deadline: .milliseconds(deadline))
    }

    private func ids(_ numbers: some Sequence<Int>) -> [Int] { Array(numbers) }
}
