import Edge
import Randomness
import Testing
import Wire

struct FrameAccountTests {
    private static let outcomes: [Outcome] = [
        .exited, .focused, .fallback(.deadline), .fallback(.failed(.overloaded)), .rejected(.damaged),
        .dropped(.superseded),
    ]

    @Test(arguments: 0..<20 as Range<UInt64>)
    func everySnapshotIsBalanced(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let cameras = try ["gate", "yard", "roof"].map { name throws(EdgeError) in try Camera(name) }
        var account = FrameAccount()
        var open: [FrameAccount.Ticket] = []
        var ended = 0
        for _ in 0..<1000 {
            if open.isEmpty || Bool.random(using: &random) {
                open.append(account.offer(cameras[Int.random(in: 0..<3, using: &random)]))
            } else {
                let ticket = open.remove(at: Int.random(in: 0..<open.count, using: &random))
                let outcome = Self.outcomes[Int.random(in: 0..<Self.outcomes.count, using: &random)]
                let isFirst = account.end(ticket, outcome)
                #expect(isFirst)
                ended += 1
            }
            #expect(account.isBalanced)
            #expect(account.inFlight == open.count)
            #expect(account.total.offered == ended + open.count)
        }
        for ticket in open { _ = account.end(ticket, .exited) }
        #expect(account.refusedEndings == 0)
        #expect(account.isBalanced)
        #expect(account.total.inFlight == 0)
    }

    @Test func aFrameEndsOnce() throws {
        var account = FrameAccount()
        let ticket = account.offer(try Camera("gate"))
        let (isFirst, isAgain) = (account.end(ticket, .exited), account.end(ticket, .focused))
        #expect(isFirst && !isAgain)
        #expect(account.refusedEndings == 1)
        #expect(!account.isBalanced)
        #expect(account.total.exited == 1)
        #expect(account.total.focused == 0)
        #expect(account.total.inFlight == 0)
    }

    @Test func sumsKeepReasonsApart() throws {
        var account = FrameAccount()
        for reason in [FallbackReason.deadline, .deadline, .refused(.otherWeights)] {
            let ticket = account.offer(try Camera("gate"))
            _ = account.end(ticket, .fallback(reason))
        }
        #expect(account.total.fallback == 3)
        #expect(account.total.outcomes[.fallback(.deadline)] == 2)
        #expect(Outcome.fallback(.refused(.otherWeights)).reason == "refused.otherWeights")
    }

    @Test(arguments: ["", String(repeating: "x", count: 65), "two\nlines"])
    func aCameraNeedsAName(name: String) {
        let error = #expect(throws: EdgeError.self) { try Camera(name) }
        #expect(error?.description.contains("1 to 64 bytes") == true)
    }
}
