import Testing
import Worker

struct CompressedSidesTests {
    private let sides = CompressedSides([3, 7, 5], objective: .milliseconds(600))

    @Test(arguments: [(0, 7), (49, 7), (50, 5), (99, 5), (100, 3), (10_000, 3)])
    func theLongerTheWaitTheSmallerTheSide(milliseconds: Int, side: Int) {
        #expect(sides.side(batch: 1, under: waited(.milliseconds(milliseconds))) == side)
    }

    @Test func aSideThatEdgesWouldNotWaitForIsNotTaken() {
        var sides = sides
        sides.learn(side: 7, batch: 4, time: .milliseconds(80))
        sides.learn(side: 5, batch: 4, time: .milliseconds(40))
        sides.learn(side: 3, batch: 4, time: .milliseconds(20))
        var pressure = BatchPressure()
        pressure.slack = .milliseconds(80)
        #expect(sides.side(batch: 4, under: pressure) == 7)
        pressure.slack = .milliseconds(79)
        #expect(sides.side(batch: 4, under: pressure) == 5)
        pressure.slack = .milliseconds(1)  // Too late anyway: the least work.
        #expect(sides.side(batch: 4, under: pressure) == 3)
        #expect(sides.side(batch: 1, under: pressure) == 7)  // Of this size nothing is known.
    }

    @Test func aGearsSideIsTheLargest() {
        var pressure = waited(.milliseconds(0))
        pressure.requestedSide = 10
        #expect(sides.side(batch: 1, under: pressure) == 10)
        pressure.waited = .milliseconds(149)
        #expect(sides.side(batch: 1, under: pressure) == 3)
        pressure.requestedSide = 4
        #expect(sides.side(batch: 1, under: pressure) == 3)
        pressure.waited = .milliseconds(74)
        #expect(sides.side(batch: 1, under: pressure) == 4)
        pressure.requestedSide = 2
        #expect(sides.side(batch: 1, under: pressure) == 2)  // Whatever the worker would have taken.
    }

    @Test func oneSideIsFixed() {
        let fixed = CompressedSides([7], objective: .milliseconds(1))
        #expect(fixed.side(batch: 8, under: waited(.seconds(9))) == 7)
        var asked = waited(.zero)
        asked.requestedSide = 3
        #expect(fixed.side(batch: 8, under: asked) == 7)
    }

    /// A queue that fills faster than 7 x 7 is answered, in steps of one request: it settles where sides keep up.
    @Test func theQueueSettlesWhereTheServiceKeepsUp() {
        let service: [Int: Duration] = [7: .milliseconds(20), 5: .milliseconds(15), 3: .milliseconds(10)]
        let arrivals = Duration.milliseconds(12)
        var (free, longest, used) = (Duration.zero, Duration.zero, [Int: Int]())
        for number in 0..<2000 {
            let arrival = arrivals * number
            let start = max(arrival, free)
            let side = sides.side(batch: 1, under: waited(start - arrival))
            free = start + service[side, default: .zero]
            if number > 500 {
                longest = max(longest, start - arrival)
                used[side, default: 0] += 1
            }
        }
        #expect(longest < .milliseconds(150))
        #expect(Set(used.keys) == [5, 3])  // 7 x 7 is too slow, 3 x 3 alone faster than needed.
    }

    private func waited(_ time: Duration) -> BatchPressure {
        var pressure = BatchPressure()
        pressure.waited = time
        return pressure
    }
}
