import Links
import Randomness
import Testing
import Wire

struct CoordinatorLinkTests {
    private let start = ContinuousClock.now
    private let terms = Welcome(
        coordinator: NodeIdentity(name: "c1", incarnation: 3), heartbeat: .milliseconds(500), lostAfter: 3,
        maximumPayloadBytes: 1000
    )

    private func makeLink(seed: UInt64 = 1) -> CoordinatorLink {
        CoordinatorLink(
            now: start, silence: .seconds(2),
            backoff: Backoff(first: .milliseconds(100), maximum: .seconds(5), seed: seed)
        )
    }

    private func makeWelcomedLink() -> CoordinatorLink {
        var link = makeLink()
        _ = link.advance(to: start)
        _ = link.receive(.welcome(terms), at: start)
        return link
    }

    @Test func aNewLinkConnectsAndSaysHello() {
        var link = makeLink()
        #expect(link.standing == .greeting)
        #expect(link.advance(to: start) == [.connect, .hello])
        #expect(link.standing == .greeting)
        #expect(link.receive(.welcome(terms), at: start) == [])
        #expect(link.standing == .welcomed(maximumPayloadBytes: 1000))
    }

    @Test func heartbeatsGoOutAndEchoWhatCame() {
        var link = makeWelcomedLink()
        let first = start + .milliseconds(500)
        #expect(link.advance(to: first) == [.heartbeat(Heartbeat(sequence: 1, echo: 0))])
        _ = link.receive(.heartbeat(Heartbeat(sequence: 9)), at: first)
        #expect(link.advance(to: first + .milliseconds(499)) == [])
        #expect(link.advance(to: first + .milliseconds(500)) == [.heartbeat(Heartbeat(sequence: 2, echo: 9))])
    }

    @Test func silenceLosesItAndItConnectsAgainAfterADelay() throws {
        var link = makeWelcomedLink()
        let silent = start + .milliseconds(1500)
        #expect(link.advance(to: silent) == [.disconnect])
        #expect(link.standing == .lost)
        let again = try #require(link.nextEvent)
        #expect(again > silent && again <= silent + .milliseconds(100))
        #expect(link.advance(to: again) == [.connect, .hello])
        #expect(link.standing == .lost)
        _ = link.receive(.welcome(terms), at: again)
        #expect(link.standing == .welcomed(maximumPayloadBytes: 1000))
    }

    @Test func anUnansweredHelloIsALoss() {
        var link = makeLink()
        _ = link.advance(to: start)
        #expect(link.advance(to: start + .milliseconds(1999)) == [])
        #expect(link.advance(to: start + .seconds(2)) == [.disconnect])
        #expect(link.standing == .lost)
    }

    @Test func aRefusedEdgeAsksAgainOnlyWhenTold() {
        var link = makeLink()
        _ = link.advance(to: start)
        _ = link.receive(.refusal(Refusal(code: .otherWeights, reason: "", retry: .seconds(30))), at: start)
        #expect(link.standing == .refused(.otherWeights))
        #expect(link.advance(to: start + .seconds(29)) == [])
        #expect(link.advance(to: start + .seconds(30)) == [.hello])
        #expect(link.standing == .refused(.otherWeights))
        _ = link.receive(.refusal(Refusal(code: .otherWeights, reason: "")), at: start + .seconds(30))
        #expect(link.nextEvent == nil)
        #expect(link.advance(to: start + .seconds(3600)) == [])
        #expect(link.connectionEnded(at: start + .seconds(3600)) == [.disconnect])
        #expect(link.standing == .refused(.otherWeights))
    }

    @Test func anotherVersionIsARefusal() {
        var link = makeLink()
        _ = link.advance(to: start)
        _ = link.receive(.rejection(Rejection(code: .unsupportedVersion, reason: "")), at: start)
        #expect(link.standing == .refused(.unsupportedVersion))
    }

    @Test func aCoordinatorThatForgotIsGreetedOnce() {
        var link = makeWelcomedLink()
        let later = start + .milliseconds(600)
        let forgotten = Header.rejection(Rejection(code: .helloFirst, reason: ""))
        #expect(link.receive(forgotten, at: later) == [.hello])
        #expect(link.standing == .greeting)
        #expect(link.receive(forgotten, at: later) == [])
        _ = link.receive(.welcome(terms), at: later)
        #expect(link.receive(forgotten, at: later + .milliseconds(1)) == [.disconnect])
        #expect(link.standing == .lost)
    }

    @Test func aDrainingCoordinatorKeepsWhatItHasUntilItsGoodbye() {
        var link = makeWelcomedLink()
        _ = link.receive(.drain("upgrade"), at: start)
        #expect(link.standing == .draining)
        #expect(link.receive(.goodbye(""), at: start) == [.disconnect])
        #expect(link.standing == .lost)
    }

    @Test func whatACoordinatorDoesNotSayIsCountedAndIgnored() {
        var link = makeWelcomedLink()
        #expect(link.receive(.credit(Credit(items: 1, bytes: 1)), at: start) == [])
        #expect(link.receive(.welcome(terms), at: start) == [])
        #expect(link.unexpectedCount == 2)
        #expect(link.standing == .welcomed(maximumPayloadBytes: 1000))
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func whateverComesAnEventIsAlwaysDueOrNothingIsWaitedFor(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var link = makeLink(seed: seed)
        var now = start
        var isConnected = false
        let headers: [Header] = [
            .welcome(terms), .refusal(Refusal(code: .draining, reason: "", retry: .seconds(1))),
            .refusal(Refusal(code: .otherGeometry, reason: "")), .drain(""), .goodbye(""),
            .rejection(Rejection(code: .helloFirst, reason: "")), .heartbeat(Heartbeat(sequence: 1)),
        ]
        for _ in 0..<500 {
            now += .milliseconds(Int.random(in: 0...700, using: &random))
            let actions =
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5: link.advance(to: now)
                case 5: link.connectionEnded(at: now)
                default: link.receive(headers[Int.random(in: 0..<headers.count, using: &random)], at: now)
                }
            for action in actions {
                switch action {
                case .connect:
                    #expect(!isConnected)
                    isConnected = true
                case .disconnect: isConnected = false
                case .hello, .heartbeat: #expect(isConnected)
                }
            }
            if case .refused(_, nil) = link.state { continue }
            #expect(link.nextEvent != nil)
        }
    }
}
