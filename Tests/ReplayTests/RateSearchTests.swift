import Replay
import Testing

struct RateSearchTests {
    /// Searches against a cluster that holds every rate up to a limit; returns the search and the rates that it tried.
    private func search(limit: Double, start: Double, resolution: Double = 0.05) -> (RateSearch, [Double]) {
        var search = RateSearch(start: start, within: 0.1...10_000, resolution: resolution)
        var tried: [Double] = []
        while let rate = search.next, tried.count < 200 {
            tried.append(rate)
            search.record(held: rate <= limit)
        }
        return (search, tried)
    }

    @Test(arguments: [(100.0, 10.0), (100, 1000), (3.3, 0.1), (77, 77)])
    func itFindsTheLimitWithinItsResolution(limit: Double, start: Double) throws {
        let (search, tried) = search(limit: limit, start: start)
        let held = try #require(search.held)
        let failed = try #require(search.failed)
        #expect(held <= limit && failed > limit)
        #expect(failed - held <= 0.05 * failed)
        #expect(tried.count < 40)
    }

    @Test func aRateCountsOnlyWhenItWasHeldTwice() {
        var search = RateSearch(start: 10, within: 1...100)
        search.record(held: true)
        #expect(search.held == nil && search.next == 10)
        search.record(held: false)
        #expect(search.held == nil && search.failed == 10 && search.next == 5)
    }

    @Test func itEndsAtItsBounds() {
        #expect(search(limit: 1_000_000, start: 1).0.held == 10_000)
        let (nothing, tried) = search(limit: 0, start: 1)
        #expect(nothing.held == nil && nothing.failed == 0.1)
        #expect(tried == [1, 0.5, 0.25, 0.125, 0.1])
    }

    private func trial(
        good: Int = 1000, p99: Double? = 100, inFlight: [Int] = Array(repeating: 5, count: 100), fault: String? = nil
    ) -> RateTrial {
        RateTrial(rate: 100, offered: 1000, good: good, p99: p99, objective: 200, inFlight: inFlight, fault: fault)
    }

    @Test func aRateIsHeldWhereTheObjectiveIsMetAndTheBacklogDoesNotGrow() {
        #expect(trial().held && trial(good: 990).held)
        #expect(trial(p99: 201).reason == "p99 201.0 ms")
        #expect(trial(good: 989).reason == "11 of 1000 frames were not answered in time by exit or focus")
        #expect(trial(inFlight: Array(0..<100)).reason == "the backlog grew")
        #expect(trial(fault: "the generator slipped").reason == "the generator slipped")
        #expect(!trial(fault: "the generator slipped").isValid)
    }

    @Test func aScheduleThatSlippedSaysSo() throws {
        var check = ScheduleCheck(bound: .milliseconds(10))
        #expect(check.summary == nil && check.fault == nil)
        for _ in 0..<99 { check.handedOver(late: .microseconds(100)) }
        check.handedOver(late: .milliseconds(500))
        #expect(check.fault == nil)
        check.handedOver(late: .milliseconds(500))
        #expect(try #require(check.fault).contains("fell behind its own schedule"))
        #expect(check.summary?.max == 500)
    }
}
