import Supervision
import Testing

struct WatchdogFeedTests {
    private let start = ContinuousClock.now

    @Test func itIsToldFourTimesWithinItsLimit() {
        var feed = WatchdogFeed(limit: .seconds(8))
        let told = (0...16).filter { feed.isDue(isAlive: true, at: start + .milliseconds(500) * $0) }
        #expect(told == [0, 4, 8, 12, 16])
    }

    @Test func whileStuckItIsToldNothingAndAfterwardsAtOnce() {
        var feed = WatchdogFeed(limit: .seconds(8))
        let told = (0...24).filter { second in
            feed.isDue(isAlive: !(1...20).contains(second), at: start + .seconds(second))
        }
        #expect(told == [0, 21, 23])
    }
}
