import Replay
import Testing

struct LatencyBookTests {
    @Test func percentilesAreThoseOfTheRecordedTimesWithinATenthOfAPercent() throws {
        var book = LatencyBook()
        for milliseconds in 1...1000 { book.record(.milliseconds(milliseconds), as: "focused") }
        let summary = try #require(book.summary("focused"))
        #expect(summary.count == 1000)
        for (found, expected) in [
            (summary.p50, 500.0), (summary.p90, 900), (summary.p99, 990), (summary.p999, 999), (summary.max, 1000),
            (summary.mean, 500.5),
        ] {
            #expect(abs(found - expected) <= 0.001 * expected)
        }
        #expect(try #require(book.percentile(50, of: "focused")) >= .milliseconds(500))
    }

    @Test func outcomesAreKeptApart() {
        var book = LatencyBook()
        book.record(.milliseconds(1), as: "exited")
        book.record(.seconds(2), as: "fallback")
        #expect(book.names == ["exited", "fallback"])
        #expect(book.summary("exited")?.max == 1)
        #expect(book.summary("focused") == nil && book.percentile(50, of: "focused") == nil)
    }

    @Test func whatIsOutOfRangeCountsAsTheNearestTimeThatIsNot() {
        var book = LatencyBook()
        book.record(.seconds(-1), as: "a")
        book.record(.seconds(100_000), as: "a")
        #expect(book.count("a") == 2)
        #expect(book.percentile(0, of: "a") == .zero)
        #expect(book.percentile(100, of: "a").map { $0 >= .seconds(3600) && $0 < .seconds(3610) } == true)
    }

    @Test func bucketsHoldEveryTimeAndTouch() throws {
        var book = LatencyBook()
        for milliseconds in [0, 1, 1, 7, 450, 60_000] { book.record(.milliseconds(milliseconds), as: "a") }
        let buckets = book.buckets("a")
        #expect(buckets.reduce(0) { $0 + $1.count } == 6)
        #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.to == $1.from })
        #expect(buckets.first?.count == 1 && buckets.last?.count == 1)
        let two = try #require(buckets.first { $0.count == 2 })
        #expect(two.from < 1 && two.to >= 1)
        #expect(book.buckets("b").isEmpty)
    }
}
