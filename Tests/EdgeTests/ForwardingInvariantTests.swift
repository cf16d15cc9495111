import Links
import Randomness
import Testing
import Wire

@testable import Edge

/// Random events, and what must hold after each of them.
struct ForwardingInvariantTests {
    private struct Frame {
        let bytes: Int
        let deadline: ContinuousClock.Instant
        var sequence: UInt64?
        var endings = 0
    }

    private struct World {
        var forwarding: Forwarding<Int>
        var standings: [LinkStanding]
        var frames: [Frame] = []
        var random: SeededGenerator
        var now = ContinuousClock.now
        let limits: Forwarding<Int>.Limits

        init(seed: UInt64) {
            var limits = Forwarding<Int>.Limits()
            (limits.frames, limits.bytes) = (20, 1500)
            self.limits = limits
            random = SeededGenerator(seed: seed)
            standings = Array(repeating: .greeting, count: Int(seed % 4))
            forwarding = Forwarding(
                coordinators: standings.indices.map { "c\($0)" }, limits: limits, emitsPartials: seed % 2 == 0
            )
        }

        mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

        mutating func step() {
            now += .microseconds(number(0..<20_000))
            switch number(0..<10) {
            case 0..<4:
                let frame = Frame(bytes: number(1..<200), deadline: now + .milliseconds(number(-5..<300)))
                frames.append(frame)
                perform(
                    forwarding.forward(
                        frames.count - 1, camera: "camera \(number(0..<5))", payloadBytes: frame.bytes,
                        byteCount: frame.bytes, deadline: frame.deadline, at: now
                    )
                )
            case 4..<6: answer()
            case 6 where !standings.isEmpty: changeStanding()
            case 7 where !standings.isEmpty: fail()
            default:
                perform(forwarding.advance(to: now))
                for frame in frames where frame.endings == 0 { #expect(frame.deadline > now) }
            }
            check()
        }

        private var anyID: RequestID {
            mutating get { RequestID(edgeIncarnation: 1, sequence: UInt64(number(0..<frames.count + 2))) }
        }

        private mutating func answer() {
            let result = FocusResult(
                id: anyID, isFinal: number(0..<5) > 0, answer: Answer(classIndex: 0, confidence: 1), worker: "w",
                precision: .float32
            )
            perform(number(0..<10) == 0 ? forwarding.receiveUnusable(result.id.sequence) : forwarding.receive(result))
        }

        private mutating func fail() {
            let code = FailureCode.allCases[number(0..<FailureCode.allCases.count)]
            let failure = FocusFailure(id: anyID, code: code)
            perform(forwarding.receive(failure, from: number(0..<standings.count), at: now))
        }

        private mutating func changeStanding() {
            let all: [LinkStanding] = [
                .greeting, .welcomed(maximumPayloadBytes: 150), .welcomed(maximumPayloadBytes: 1000), .draining,
                .refused(.otherWeights), .lost,
            ]
            let (index, standing) = (number(0..<standings.count), all[number(0..<all.count)])
            standings[index] = standing
            perform(forwarding.coordinator(index, became: standing, at: now))
        }

        mutating func perform(_ actions: [Forwarding<Int>.Action]) {
            for action in actions {
                switch action {
                case .partial(let frame, _): #expect(frames[frame].endings == 0)
                case .send(let frame, let sequence, let coordinator, let budget):
                    #expect(frames[frame].endings == 0)
                    #expect(frames[frame].sequence == nil || frames[frame].sequence == sequence)
                    #expect(budget > .zero && budget <= frames[frame].deadline - now)
                    if case .welcomed(let maximum) = standings[coordinator] {
                        #expect(frames[frame].bytes <= maximum)
                    } else {
                        Issue.record("sent to a coordinator that is \(standings[coordinator])")
                    }
                    frames[frame].sequence = sequence
                    if number(0..<20) == 0 { perform(forwarding.unsent(sequence, coordinator: coordinator, at: now)) }
                case .cancel(let sequence, _): #expect(frames.contains { $0.sequence == sequence && $0.endings == 0 })
                case .finish(let frame, _):
                    frames[frame].endings += 1
                    #expect(frames[frame].endings == 1)
                }
            }
        }

        func check() {
            let held = frames.filter { $0.endings == 0 }
            let counters = forwarding.counters
            #expect(forwarding.count == held.count)
            #expect(forwarding.byteCount == held.reduce(0) { $0 + $1.bytes })
            #expect(counters.forwarded == counters.focused + counters.fallbacks + forwarding.count)
            #expect(forwarding.count <= limits.frames && forwarding.byteCount <= limits.bytes)
            #expect(forwarding.deadlineCount <= 3 * forwarding.count + 17)
            #expect(held.isEmpty || forwarding.nextEvent != nil)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func nothingIsLostDoubledOrKeptTooLong(seed: UInt64) {
        var world = World(seed: seed)
        for _ in 0..<600 { world.step() }
        let end = world.now + .milliseconds(1)
        world.forwarding.stop(by: end)
        world.now = end
        world.perform(world.forwarding.advance(to: end))
        world.check()
        #expect(world.frames.allSatisfy { $0.endings == 1 })
        #expect(world.forwarding.count == 0 && world.forwarding.byteCount == 0)
    }
}
