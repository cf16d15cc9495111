import Metrics
import Testing

struct HistogramTests {
    @Test func aValueOnABoundFallsIntoItsBucket() {
        var histogram = Histogram(bounds: [1, 2, 4])
        for value in [0.5, 1, 1.5, 4, 5] { histogram.record(value) }
        #expect(histogram.counts == [2, 1, 1, 1])
        #expect(histogram.sum == 12)
        #expect(histogram.count == 5)
    }

    @Test func quantilesAreInterpolatedAsPrometheusDoes() throws {
        var histogram = Histogram(bounds: [1, 2, 4])
        #expect(histogram.quantile(0.5) == nil)
        histogram.record(1.5, times: 10)
        #expect(histogram.quantile(0.5) == 1.5)
        #expect(histogram.quantile(1) == 2)
        histogram.record(100, times: 90)
        #expect(histogram.quantile(0.99) == 4)
    }

    @Test func durationsAreSeconds() {
        var histogram = Histogram.seconds
        histogram.record(.milliseconds(5))
        #expect(histogram.sum == 0.005)
        let place = histogram.counts.firstIndex(of: 1)
        #expect(place.map { histogram.bounds[$0] } == 0.0063)
    }

    @Test func histogramsAdd() {
        var sum = Histogram(bounds: [1])
        var other = sum
        sum.record(0.5)
        other.record(3, times: 2)
        sum += other
        #expect(sum.counts == [1, 2])
        #expect(sum.sum == 6.5)
    }
}
