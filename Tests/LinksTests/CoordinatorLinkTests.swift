import Links
import Testing
import Wire

struct CoordinatorLinkTests {
    private let hello = Hello(
        identity: NodeIdentity(name: "edge", incarnation: 7),
        fingerprint: Fingerprint(weights: [1], geometry: [2]), precision: .float32, kind: .edge(cameras: [])
    )
    private let welcome = Welcome(
        coordinator: NodeIdentity(name: "coordinator", incarnation: 9), heartbeat: .milliseconds(100), lostAfter: 3,
        maximumPayloadBytes: 1 << 20
    )

    @Test func theFirstTickConnectsAndSaysHello() {
        var link = link()
        let actions = link.tick(at: .zero)
        #expect(actions == [.connect, .send(.hello(hello))])
    }

    @Test func anUnansweredHelloIsSaidAgainMoreAndMoreSeldom() {
        var link = link()
        _ = link.tick(at: .zero)
        var pauses: [Duration] = []
        var now = Duration.zero
        for _ in 0..<12 {
            pauses.append(link.nextTick - now)
            now = link.nextTick
            let actions = link.tick(at: now)
            #expect(actions == [.send(.hello(hello))])
        }
        #expect(pauses[0] <= .milliseconds(50))
        #expect(pauses[11] >= .milliseconds(2500) && pauses[11] <= .seconds(5))
    }

    @Test func aWelcomedLinkServesAndBeats() {
        var link = served()
        let first = link.tick(at: .milliseconds(10), load: Load(queued: 3))
        #expect(first == [.send(.heartbeat(Heartbeat(sequence: 1, echo: 0, load: Load(queued: 3))))])
        _ = link.received(.heartbeat(Heartbeat(sequence: 5)), at: .milliseconds(50))
        let second = link.tick(at: .milliseconds(110))
        #expect(second == [.send(.heartbeat(Heartbeat(sequence: 2, echo: 5)))])
    }

    @Test func silenceLosesTheLinkOnceAndThenConnectsAnew() {
        var link = served()
        for now in [10, 110, 210] { _ = link.tick(at: .milliseconds(now)) }
        let actions = link.tick(at: .milliseconds(310))
        #expect(actions == [.lost("nothing heard for 3 heartbeats"), .disconnect])
        #expect(link.welcome == nil)
        #expect(link.losses == 1)
        let again = link.tick(at: link.nextTick)
        #expect(again == [.connect, .send(.hello(hello))])
    }

    @Test func anyMessageIsASignOfLife() {
        var link = served()
        for now in stride(from: 10, to: 2000, by: 50) {
            _ = link.received(.credit(Credit(items: 1, bytes: 1)), at: .milliseconds(now))
            _ = link.tick(at: .milliseconds(now))
            #expect(link.welcome != nil)
        }
    }

    @Test func aRestartedCoordinatorIsGreetedAgain() {
        var link = served()
        let actions = link.received(
            .rejection(Rejection(code: .helloFirst, reason: "")), at: .milliseconds(20)
        )
        #expect(actions == [.lost("the coordinator was restarted"), .send(.hello(hello))])
        let welcomed = link.received(.welcome(welcome), at: .milliseconds(30))
        #expect(welcomed == [.serving(welcome)])
    }

    @Test func aRefusedLinkWaitsAsLongAsItWasTold() {
        var link = link()
        _ = link.tick(at: .zero)
        _ = link.received(
            .refusal(Refusal(code: .draining, reason: "stopping", retry: .seconds(2))), at: .milliseconds(10)
        )
        #expect(link.nextTick >= .milliseconds(2010))
        let early = link.tick(at: .seconds(1))
        #expect(early.isEmpty)
        let late = link.tick(at: link.nextTick)
        #expect(late == [.send(.hello(hello))])
    }

    @Test func aRefusalWithoutRetryIsForGood() {
        var link = link()
        _ = link.tick(at: .zero)
        _ = link.received(.refusal(Refusal(code: .otherWeights, reason: "")), at: .milliseconds(10))
        let actions = link.tick(at: .seconds(3600))
        #expect(actions.isEmpty)
    }

    @Test func aGoodbyeEndsTheLinkAndAnEndedConnectionDoesToo() {
        var left = served()
        let goodbye = left.received(.goodbye("done"), at: .milliseconds(20))
        #expect(goodbye == [.lost("the coordinator left: done"), .disconnect])
        var cut = served()
        let ended = cut.disconnected(at: .milliseconds(20))
        #expect(ended == [.lost("the connection ended"), .disconnect])
        let again = cut.disconnected(at: .milliseconds(30))
        #expect(again.isEmpty)
    }

    @Test func linksOfOtherSeedsPauseDifferently() {
        let pauses = (0..<10 as Range<UInt64>).map { seed in
            var link = CoordinatorLink(hello, seed: seed)
            _ = link.tick(at: .zero)
            return link.nextTick
        }
        #expect(Set(pauses).count > 5)
    }

    private func link() -> CoordinatorLink { CoordinatorLink(hello, seed: 1) }

    private func served() -> CoordinatorLink {
        var link = link()
        _ = link.tick(at: .zero)
        let actions = link.received(.welcome(welcome), at: .milliseconds(10))
        #expect(actions == [.serving(welcome)])
        return link
    }
}
