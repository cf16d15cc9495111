import Testing

@testable import Edge

/// The choice of payloads against a simulated link: bytes that queue up before a rate, answers that come after a delay.
struct PayloadChooserTests {
    private static let menu = PayloadMenu([
        .init("95", bytes: 20_000, agreement: 0.985), .init("75", bytes: 12_000, agreement: 0.95),
        .init("50", bytes: 8000, agreement: 0.9),
    ])

    /// A link of some bytes a second, and workers that take 50 ms. Heartbeats go both ways twice a second, and what was not
    /// answered in time is no longer waited for.
    private struct Link {
        var chooser = PayloadChooser(menu, policy: .init(budget: .seconds(2)))
        var rate: Double
        private(set) var held = 0, sent = 0, late = 0
        private(set) var chosen: [Int] = []
        private var now = ContinuousClock.now
        private var free = ContinuousClock.now
        private var sequence: UInt64 = 0
        private var answers: [(time: ContinuousClock.Instant, sequence: UInt64, sent: ContinuousClock.Instant)] = []
        private var heartbeats: [(time: ContinuousClock.Instant, sequence: UInt64)] = []
        private var beat: (count: UInt64, next: ContinuousClock.Instant)?
        private var waiting: [(deadline: ContinuousClock.Instant, sequence: UInt64)] = []
        private(set) var inTime = 0

        init(rate: Double) {
            self.rate = rate
        }

        /// Offers frames for some seconds, evenly.
        mutating func run(seconds: Double, frames: Double) {
            (held, sent, late, inTime, chosen) = (0, 0, 0, 0, [])
            let end = now + .seconds(seconds)
            var next = now
            while now < end {
                while let answer = answers.first, answer.time <= now {
                    answers.removeFirst()
                    if answer.time - answer.sent > .seconds(2) {
                        late += 1
                    } else {
                        inTime += 1
                        chooser.answered(answer.sequence, away: .milliseconds(50), at: answer.time)
                        waiting.removeAll { $0.sequence == answer.sequence }
                    }
                }
                while let oldest = waiting.first, oldest.deadline <= now {
                    chooser.forget(waiting.removeFirst().sequence)
                }
                exchangeHeartbeats()
                if next <= now {
                    next += .seconds(1 / frames)
                    offer()
                }
                now += .milliseconds(5)
            }
        }

        private mutating func exchangeHeartbeats() {
            if let beat { chooser.sentHeartbeat(beat.count, at: now) }
            guard beat.map({ $0.next <= now }) ?? true else { return }
            if let arrived = heartbeats.last(where: { $0.time <= now }) {
                chooser.echoed(arrived.sequence, at: now)
            }
            let count = (beat?.count ?? 0) + 1
            beat = (count, now + .milliseconds(500))
            chooser.sentHeartbeat(count, at: now)
            heartbeats.append((max(free, now) + .milliseconds(10), count))
        }

        private mutating func offer() {
            let entry = chooser.entry
            let bytes = menu.entries[entry].bytes
            chosen.append(entry)
            guard chooser.takes(bytes: bytes, at: now) else {
                held += 1
                return
            }
            sequence += 1
            sent += 1
            chooser.sent(sequence, bytes: bytes, entry: entry, at: now)
            free = max(free, now) + .seconds(Double(bytes) / rate)
            answers.append((free + .milliseconds(60), sequence, now))
            waiting.append((now + .seconds(2), sequence))
        }
    }

    @Test func aLinkWithRoomCarriesTheMostAccurate() {
        var link = Link(rate: 1_000_000)
        link.run(seconds: 60, frames: 20)
        #expect(link.chooser.changes == 0 && link.held == 0 && link.late == 0)
    }

    @Test(arguments: [(11.0, 1), (17, 2)])
    func aNarrowLinkGetsThePayloadThatFits(frames: Double, entry: Int) {
        var link = Link(rate: 175_000)
        link.run(seconds: 20, frames: frames)
        link.run(seconds: 120, frames: frames)
        #expect(link.chooser.entry == entry)
        #expect(link.late == 0 && link.held <= link.chosen.count / 100, "\(link.late) late, \(link.held) held")
        // It tries a larger one at times, and more rarely each time.
        #expect(link.chosen.count { $0 < entry } < link.chosen.count / 10)
        #expect(link.chooser.changes <= 9)
    }

    @Test func aLinkTooNarrowForAnyIsKeptFullAndNeverLate() {
        var link = Link(rate: 40_000)
        link.run(seconds: 20, frames: 10)
        link.run(seconds: 60, frames: 10)
        #expect(link.chooser.entry == 2)
        #expect(link.late == 0)
        // Half of the frames fit; the others are answered at once by the edge.
        #expect((0.4...0.65).contains(Double(link.held) / 600))
    }

    @Test(arguments: [1_000_000.0, 90_000, 62_500, 25_000, 12_500])
    func aLinkThatBecomesNarrowIsUsedForWhatItCarries(rate: Double) {
        for before in [nil, 1_000_000.0] {
            var link = Link(rate: before ?? rate)
            if before != nil { link.run(seconds: 20, frames: 10) }
            link.rate = rate
            link.run(seconds: 60, frames: 10)
            link.run(seconds: 60, frames: 10)
            let most = min(600, 60 * rate / 8000)
            #expect(link.late <= 10, "\(rate), before \(before ?? 0): \(link.late) late")
            #expect(Double(link.inTime) >= 0.6 * most, "\(rate), before \(before ?? 0): \(link.inTime) of \(most)")
        }
    }

    @Test func aLinkThatWasTooNarrowIsUsedAgain() {
        var link = Link(rate: 1_000_000)
        link.run(seconds: 20, frames: 10)
        link.rate = 20_000
        link.run(seconds: 20, frames: 10)
        link.rate = 1_000_000
        link.run(seconds: 60, frames: 10)
        #expect(link.chooser.entry == 0)
        link.run(seconds: 20, frames: 10)
        #expect(link.inTime >= 199 && link.late == 0 && link.held == 0)
    }

    @Test func aLinkThatWidensIsFoundOut() throws {
        var link = Link(rate: 100_000)
        link.run(seconds: 30, frames: 11)
        #expect(link.chooser.entry == 2)
        let rate = try #require(link.chooser.linkRate)
        #expect((80_000...120_000).contains(rate))
        link.rate = 1_000_000
        link.run(seconds: 400, frames: 11)
        #expect(link.chooser.entry == 0 && link.held == 0 && link.late == 0)
    }

    @Test func lessToSendBringsTheLargePayloadBack() {
        var link = Link(rate: 175_000)
        link.run(seconds: 20, frames: 17)
        #expect(link.chooser.entry == 2)
        link.run(seconds: 20, frames: 3)
        #expect(link.chooser.entry == 0)
    }

    @Test func afterALossItForgetsWhatWasUnderWay() {
        var link = Link(rate: 40_000)
        link.run(seconds: 20, frames: 10)
        link.chooser.reset()
        #expect(link.chooser.takes(bytes: 8000, at: .now) && link.chooser.linkRate != nil)
    }
}
