import Rollout
import Testing

struct MirrorTests {
    private func name(_ number: UInt64, camera: String = "yard") -> Mirror.FrameName {
        Mirror.FrameName(camera: camera, number: number)
    }
    private let answer = MirroredEnding.answered(classIndex: 1, after: .milliseconds(5))

    @Test(arguments: [(0.1, 10), (0.25, 25), (1, 100), (0.001, 0)])
    func itPicksTheShareEvenly(share: Double, expected: Int) {
        var mirror = Mirror(share: share)
        let picked = (0..<UInt64(100)).filter { mirror.picks(name($0)) }
        #expect(picked.count == expected)
        #expect(zip(picked, picked.dropFirst()).allSatisfy { Double($1 - $0) <= (1 / share).rounded(.up) })
    }

    @Test func endingsMeetInWhateverOrderTheyCome() throws {
        var mirror = Mirror(share: 1)
        for number in 0..<UInt64(2) { _ = mirror.picks(name(number)) }
        var met = mirror.ended(name(0), at: .current, answer)
        #expect(met == nil)
        met = mirror.ended(name(1), at: .candidate, .unseen)
        #expect(met == nil)
        met = mirror.ended(name(0), at: .candidate, .fallback)
        #expect(try #require(met) == (answer, .fallback))
        met = mirror.ended(name(1), at: .current, answer)
        #expect(try #require(met) == (answer, .unseen))
        met = mirror.ended(name(1), at: .current, answer)
        #expect(met == nil)
    }

    @Test func framesThatWereNotPickedAreNoneOfItsBusiness() {
        var mirror = Mirror(share: 0.5)
        let isPicked = mirror.picks(name(0))
        #expect(!isPicked)
        let met = mirror.ended(name(0), at: .current, answer)
        #expect(met == nil)
    }

    @Test func whatNeverEndsIsGivenUp() {
        var mirror = Mirror(share: 1, capacity: 4)
        for number in 0..<UInt64(100) { _ = mirror.picks(name(number)) }
        for number in 0..<UInt64(100) { _ = mirror.ended(name(number), at: .current, answer) }
        let met = (0..<UInt64(100)).filter { mirror.ended(name($0), at: .candidate, answer) != nil }
        #expect(met == [96, 97, 98, 99])
    }
}
