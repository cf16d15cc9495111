import Metrics
import Testing
import Wire

@testable import Worker

struct WorkerReportTests {
    private let times = [
        ServiceTime(batch: 1, time: .milliseconds(10)), ServiceTime(batch: 4, time: .milliseconds(25)),
    ]

    @Test func aBatchIsUnderWayUntilItEnds() {
        var report = WorkerReport()
        let start = ContinuousClock.now
        report.began([1, 2], measured: times, at: start)
        report.began([3], measured: times, at: start + .milliseconds(5))
        #expect(report.underWay.map(\.expected) == [.milliseconds(25), .milliseconds(10)])
        report.ended([1, 2], at: start + .milliseconds(30))
        #expect(report.underWay.map(\.formed) == [start + .milliseconds(5)])
        #expect(report.batches.count == 2 && report.batches.sum == 3)
        #expect(report.durations.count == 1 && report.durations.sum == 0.03)
    }

    @Test func aBatchLargerThanWasMeasuredIsExpectedToTakeTheLongestTime() {
        var report = WorkerReport()
        report.began([1, 2, 3, 4, 5], measured: times, at: .now)
        #expect(report.underWay.first?.expected == .milliseconds(25))
    }
}
