import Benchmarks
import Testing

struct BrokerFiguresTests {
    @Test func theRatioIsTheMedianOfTheRoundsOwnRatios() {
        let figures = BrokerFigures(
            rounds: [(proxy: 100, coordinator: 50), (proxy: 200, coordinator: 180), (proxy: 10, coordinator: 8)],
            trips: [:]
        )
        #expect(figures.ratio == 0.8)
        #expect(figures.proxyMessagesPerSecond == 100)
        #expect(figures.coordinatorMessagesPerSecond == 50)
    }

    @Test func whatIsAddedIsTakenRoundByRound() {
        let figures = BrokerFigures(
            rounds: [],
            trips: [
                .direct: [(p50: 10, p99: 20), (p50: 100, p99: 200), (p50: 30, p99: 30)],
                .coordinator: [(p50: 15, p99: 50), (p50: 107, p99: 300), (p50: 36, p99: 40)],
                .proxy: [(p50: 12, p99: 20), (p50: 103, p99: 200), (p50: 33, p99: 31)],
            ]
        )
        #expect(figures.addedMicrosecondsP50 == 6)
        #expect(figures.addedMicrosecondsP99 == 30)
        #expect(figures.proxyAddedMicrosecondsP50 == 3)
        #expect(figures.directMicrosecondsP50 == 30)
    }

    @Test func percentilesOfRisingValues() {
        let values = (1...100).map(Double.init)
        #expect(Percentile.of(values, 0.5) == 51)
        #expect(Percentile.of(values, 0.99) == 100)
        #expect(Percentile.of([], 0.5) == 0)
        #expect(Percentile.median([4, 1, 3, 2]) == 2.5)
    }
}
