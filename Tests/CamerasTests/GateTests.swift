import Cameras
import Edge
import Testing

struct GateTests {
    private let start = ContinuousClock.now

    private func grid(_ level: UInt8, changed: Int = 0) -> LumaGrid {
        let count = LumaGrid.rows * LumaGrid.columns
        return LumaGrid(values: (0..<count).map { $0 < changed ? level &+ 50 : level })
    }

    @Test(arguments: [1.0, 3, 10, 24, 25])
    func overTimeExactlyTheRatePasses(rate: Double) {
        var limit = RateLimit(rate)
        var passed = 0
        for number in 0..<2500 {
            let time = start + .milliseconds(40) * number
            guard limit.isDue(at: time) else { continue }
            limit.pass(at: time)
            passed += 1
        }
        #expect(abs(passed - Int(rate * 100)) <= 1)
    }

    @Test func afterSilenceNoBurstPasses() {
        var limit = RateLimit(10)
        limit.pass(at: start)
        let later = start + .seconds(60)
        var passed = 0
        for number in 0..<10 where limit.isDue(at: later + .milliseconds(number)) {
            limit.pass(at: later + .milliseconds(number))
            passed += 1
        }
        #expect(passed == 2)
    }

    @Test func unchangedFramesDoNotPassAndOneDoesNowAndThen() {
        var gate = MotionGate(.init(share: 0.01, interval: .seconds(10)))
        let passed = (0..<30).filter { gate.passes(grid(100), at: start + .seconds($0)) }
        #expect(passed == [0, 10, 20])
    }

    @Test func aChangeOfTheShareIsNoticedAndNoiseIsNot() {
        var gate = MotionGate(.init(share: 0.01, interval: .seconds(1000)))
        let changed = [0, 0, 7, 8, 8, 0]
        let passed = changed.map { gate.passes(grid(100, changed: $0), at: start) }
        #expect(passed == [true, false, false, true, false, true])
        let isNoisePassed = gate.passes(grid(110), at: start)
        #expect(!isNoisePassed)
    }

    @Test func whatCreepsIsNoticed() {
        var gate = MotionGate(.init(share: 0.5, interval: .seconds(1000)))
        let passed = (0..<30).filter { gate.passes(grid(UInt8(100 + $0)), at: start) }
        #expect(passed == [0, 11, 22])
    }

    @Test func theRateDecidesBeforeAnyoneLooks() {
        var gate = FrameGate(rate: 1, motion: .init(share: 0.01))
        var looks = 0
        func decide(_ seconds: Double, _ level: UInt8?) -> SkipReason? {
            gate.decide(at: start + .seconds(seconds)) {
                looks += 1
                return level.map { grid($0) }
            }
        }
        #expect(decide(0, 10) == nil)
        #expect(decide(0.5, 200) == .rate)
        #expect(looks == 1)
        #expect(decide(1, 10) == .motion)
        // What did not pass uses up no rate, and what cannot be looked at counts as changed.
        #expect(decide(1.1, nil) == nil)
        #expect(decide(1.2, 200) == .rate)
    }

    @Test func cellsAreTheMeansOfTheirPixels() {
        // Left half black, right half 200, in rows that are longer than the picture.
        let (width, height, stride) = (320, 240, 333)
        let plane = (0..<height * stride).map { UInt8($0 % stride < width / 2 ? 0 : 200) }
        let grid = plane.withUnsafeBufferPointer {
            LumaGrid($0.baseAddress!, width: width, height: height, stride: stride)
        }
        #expect(grid.values.prefix(16).allSatisfy { $0 == 0 } && grid.values[16..<32].allSatisfy { $0 == 200 })
        let tiny = [UInt8](repeating: 7, count: 6).withUnsafeBufferPointer {
            LumaGrid($0.baseAddress!, width: 3, height: 2, stride: 3)
        }
        #expect(tiny.values.allSatisfy { $0 == 7 })
    }

    @Test func aPhotographIsSeenFromItsJPEG() throws {
        let cat = try #require(LumaGrid(jpeg: TestPictures.bytes("cat")))
        let coffee = try #require(LumaGrid(jpeg: TestPictures.bytes("coffee")))
        #expect(cat.change(from: cat, step: 0) == 0)
        #expect(cat.change(from: coffee, step: 10) > 0.5)
        #expect(LumaGrid(jpeg: Array("no picture".utf8)) == nil)
    }
}
