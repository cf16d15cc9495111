import Testing
import Wire

@testable import Worker

struct RequestsAheadTests {
    @Test func onlyShortServiceIsWorthARequestAhead() {
        #expect(credit(milliseconds: 5) == 2)
        #expect(credit(milliseconds: 19) == 2)
        #expect(credit(milliseconds: 20) == 1)
        #expect(credit(milliseconds: 100) == 1)
    }

    @Test func aSettingOverridesTheRule() {
        #expect(credit(milliseconds: 100, ahead: 3) == 4)
        #expect(credit(milliseconds: 5, ahead: 0) == 1)
    }

    private func credit(milliseconds: Int, ahead: Int? = nil) -> Int? {
        let fingerprint = Fingerprint(
            weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)
        )
        var settings = WorkerSettings(
            name: "worker", coordinators: ["inproc://nobody"], fingerprint: fingerprint, precision: .float32
        )
        settings.requestsAhead = ahead
        let hello = settings.hello(serviceTimes: [ServiceTime(batch: 1, time: .milliseconds(milliseconds))])
        guard case .worker(let offer) = hello.kind else { return nil }
        return offer.credit.items
    }
}
