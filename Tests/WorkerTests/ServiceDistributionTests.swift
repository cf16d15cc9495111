import Foundation
import Testing
import Worker

struct ServiceDistributionTests {
    @Test func everyFormIsRead() {
        #expect(ServiceDistribution("fixed:100ms")?.shape == .fixed(.milliseconds(100)))
        #expect(ServiceDistribution("fixed:250us")?.shape == .fixed(.microseconds(250)))
        #expect(
            ServiceDistribution("uniform:50ms-1.5s")?.shape == .uniform(.milliseconds(50)...Duration.milliseconds(1500))
        )
        #expect(ServiceDistribution("exponential:2s")?.shape == .exponential(mean: .seconds(2)))
        #expect(
            ServiceDistribution("lognormal:100ms,0.5")?.shape == .lognormal(median: .milliseconds(100), sigma: 0.5))
    }

    @Test(arguments: [
        "", "fixed", "fixed:", "fixed:100", "fixed:ms", "fixed:0ms", "fixed:-5ms", "fixed:601s", "fixed:1h",
        "fixed:1ms:2",
        "uniform:50ms", "uniform:150ms-50ms", "uniform:1ms-2ms-3ms", "lognormal:100ms", "lognormal:100ms,x",
        "lognormal:100ms,-1", "lognormal:100ms,nan", "normal:100ms", "fixed:1e400s",
    ]) func everythingElseIsRefused(text: String) {
        #expect(ServiceDistribution(text) == nil)
    }

    /// Means of 50,000 times with a fixed seed, within three standard errors.
    @Test(arguments: [
        ("fixed:100ms", 0.0), ("uniform:50ms-150ms", 0.29), ("exponential:100ms", 1.0), ("lognormal:100ms,0.5", 0.54),
    ]) func timesHaveTheMeanOfTheirDistribution(text: String, relativeDeviation: Double) throws {
        let distribution = try #require(ServiceDistribution(text))
        let count: UInt64 = 50_000
        let sum = (1...count).reduce(Duration.zero) { $0 + distribution.time(of: $1) }
        let ratio = sum / Double(count) / distribution.mean
        #expect(abs(ratio - 1) <= 3 * relativeDeviation / Double(count).squareRoot() + 1e-6)
    }

    @Test func uniformTimesStayInTheirRange() throws {
        let distribution = try #require(ServiceDistribution("uniform:50ms-150ms"))
        let times = (1...10_000).map { distribution.time(of: $0) }
        #expect(times.allSatisfy { (.milliseconds(50)...Duration.milliseconds(150)).contains($0) })
        #expect(times.contains { $0 < .milliseconds(52) } && times.contains { $0 > .milliseconds(148) })
    }

    @Test func aRequestsTimeFollowsFromItsNumberAndTheSeedAlone() throws {
        let first = try #require(ServiceDistribution("exponential:100ms", seed: 1))
        let other = try #require(ServiceDistribution("exponential:100ms", seed: 2))
        let forwards = (1...100).map { first.time(of: $0) }
        let backwards = (1...100).reversed().map { first.time(of: $0) }
        #expect(forwards == backwards.reversed())
        #expect(forwards != (1...100).map { other.time(of: $0) })
    }
}
