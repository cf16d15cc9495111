import Randomness
import Testing

@testable import Spool

/// The power is cut after every single byte and operation.
struct SpoolCrashTests {
    private let limits = {
        var limits = SpoolLimits(bytes: 1 << 20)
        limits.segmentBytes = 300
        return limits
    }()

    /// What the world outside knows of a spool that was cut off.
    private struct Known {
        var attempted: UInt64 = 0
        var safe: UInt64 = 0
        var delivered: UInt64 = 0
        var isDone = false
    }

    /// Writes 24 records, three at a time, while a reader follows some way behind; until the power is cut.
    private func work(_ disk: SimulatedDisk) -> Known {
        var known = Known()
        do throws(SpoolFileError) {
            var spool = try Spool(disk, limits: limits)
            try spool.addReader("a")
            for number in UInt64(1)...24 {
                known.attempted = number
                spool.append(record(number))
                guard number % 3 == 0 else { continue }
                if spool.commit() { known.safe = number }
                if number % 6 == 0 {
                    // Memory is not what this is about: what is read while the power is off was never read.
                    guard disk.stepsLeft > 0 else { return known }
                    let entries = spool.read("a", count: 4)
                    known.delivered = max(known.delivered, entries.last?.record.id.sequence ?? 0)
                    if let last = entries.last { spool.acknowledge("a", through: last.position) }
                }
            }
            spool.close()
            known.isDone = disk.stepsLeft > 0
        } catch {}
        return known
    }

    @Test func whateverIsCutOffNothingAcknowledgedIsLost() throws {
        let whole = SimulatedDisk()
        #expect(work(whole).isDone)
        #expect(whole.steps > 1500)
        var generator = SeededGenerator(seed: 50)
        for steps in 1...whole.steps {
            let disk = SimulatedDisk()
            disk.stepsLeft = steps
            let known = work(disk)
            for _ in 0..<3 {
                let found = disk.afterPowerCut(&generator)
                var spool = try Spool(found, limits: limits)
                try spool.addReader("a")
                let left = spool.numbers("a")
                // In order, without gaps or repeats, from a record that was delivered at the latest.
                if let first = left.first {
                    #expect(left == Array(first..<(first + UInt64(left.count))), "after \(steps) steps")
                    #expect(first <= known.delivered + 1, "after \(steps) steps")
                    #expect(left[left.count - 1] <= known.attempted)
                }
                #expect((left.last ?? known.delivered) >= known.safe, "after \(steps) steps: \(known), \(left)")
                // It goes on as if nothing had been.
                spool.append(record(100))
                #expect(spool.commit() == true)
                var again = try Spool(found, limits: limits)
                try again.addReader("a")
                #expect(again.numbers("a") == left + [100], "after \(steps) steps")
            }
        }
    }
}
