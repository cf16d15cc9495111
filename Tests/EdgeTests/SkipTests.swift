import Edge
import Testing

struct SkipTests {
    @Test func capturedFramesAreOfferedOrSkipped() throws {
        var account = FrameAccount()
        let gate = try Camera("gate")
        let tickets = (0..<3).map { _ in account.offer(gate) }
        account.skip(gate, .motion)
        account.skip(gate, .motion)
        account.skip(try Camera("yard"), .rate)
        _ = account.end(tickets[0], .exited)
        #expect(account.isBalanced)
        #expect(account.cameras[gate]?.captured == 5)
        #expect(account.total.captured == 6 && account.total.offered == 3)
        #expect(account.total.skipped == [.motion: 2, .rate: 1])
    }
}
