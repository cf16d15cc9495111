import Glibc
import Randomness
import Testing

@testable import Spool

/// A record with a body that tells it from others.
func record(_ number: UInt64, bytes: Int = 20) -> SpoolRecord {
    SpoolRecord(
        id: RecordID(incarnation: 7, sequence: number), time: Int64(number) * 1_000_000,
        body: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes), attachment: [1, 2, 3])
}

extension Spool {
    /// What a reader gets, by the numbers of the records.
    mutating func numbers(_ reader: String, count: Int = .max) -> [UInt64] {
        read(reader, count: count, bytes: .max).map(\.record.id.sequence)
    }
}

struct SpoolTests {
    private let small = {
        var limits = SpoolLimits(bytes: 1 << 20)
        limits.segmentBytes = 300
        return limits
    }()

    @Test func recordsComeBackInOrderWithTheirAgeAfterARestart() throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk)
        try spool.addReader("a")
        for number in 1...5 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == true)
        var again = try Spool(disk)
        try again.addReader("a")
        let entries = again.read("a", count: 10)
        #expect(entries.map(\.record) == (1...5).map { record($0) })
        #expect(entries[1].record.age(at: 12_500_000) == 10.5)
        #expect(entries[1].record.age(at: 0) == 0)
    }

    @Test func readersGetNothingThatIsNotSafe() throws {
        var spool = try Spool(SimulatedDisk())
        try spool.addReader("a")
        spool.append(record(1))
        #expect(spool.numbers("a").isEmpty)
        #expect(spool.commit() == true)
        #expect(spool.numbers("a") == [1])
    }

    @Test func everyRecordIsSyncedBeforeItIsAcknowledged() throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: small)
        for number in 1...30 {
            spool.append(record(UInt64(number)))
            #expect(spool.commit() == true)
            // The last thing done to the segment is a sync, and a new segment's name is synced too.
            let last = disk.log.last
            #expect(last?.hasPrefix("sync 0") == true)
        }
        let begins = disk.log.indices.filter { disk.log[$0] == "sync folder" }
        #expect(begins.count > 3)
    }

    @Test func eachReaderHasItsOwnPace() throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: small)
        try spool.addReader("fast")
        try spool.addReader("slow")
        for number in 1...40 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == true)
        let before = spool.byteCount
        spool.acknowledge("fast", through: spool.read("fast", count: 40)[39].position)
        #expect(spool.numbers("fast").isEmpty)
        #expect(spool.numbers("slow", count: 3) == [1, 2, 3])
        #expect(spool.byteCount == before)
        spool.acknowledge("slow", through: spool.read("slow", count: 30)[29].position)
        #expect(spool.byteCount < before / 2)
        #expect(spool.numbers("slow") == Array(31...40))
    }

    @Test func aReaderGoesOnWhereItStoppedAndANewOneAtTheEnd() throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: small)
        try spool.addReader("a")
        for number in 1...10 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == true)
        spool.acknowledge("a", through: spool.read("a", count: 4)[3].position)
        var again = try Spool(disk, limits: small)
        try again.addReader("a")
        try again.addReader("b")
        #expect(again.numbers("a") == Array(5...10))
        #expect(again.numbers("b").isEmpty)
        again.append(record(11))
        #expect(again.commit() == true)
        #expect(again.numbers("b") == [11])
    }

    @Test func aFullSpoolDropsTheOldestAndCountsThem() throws {
        var limits = small
        limits.bytes = 1200
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: limits)
        try spool.addReader("a")
        for number in 1...100 {
            spool.append(record(UInt64(number)))
            #expect(spool.commit() == true)
            #expect(spool.byteCount <= 1200)
        }
        let left = spool.numbers("a")
        #expect(left.last == 100 && left.count > 10)
        #expect(left == Array((101 - UInt64(left.count))...100))
        #expect(spool.standing["a"]?.missed == UInt64(100 - left.count))
        #expect(spool.standing["a"]?.waiting == UInt64(left.count))
    }

    @Test func shortWritesAreGoneOnWith() throws {
        let disk = SimulatedDisk()
        disk.portion = 3
        var spool = try Spool(disk, limits: small)
        try spool.addReader("a")
        for number in 1...20 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == true)
        var again = try Spool(disk, limits: small)
        try again.addReader("a")
        #expect(again.numbers("a") == Array(1...20))
    }

    @Test func aFullDiskCostsTheOldestRecordsNotTheNewest() throws {
        let disk = SimulatedDisk()
        disk.capacity = 1500
        var spool = try Spool(disk, limits: small)
        try spool.addReader("a")
        for number in 1...60 {
            spool.append(record(UInt64(number)))
            #expect(spool.commit() == true)
        }
        let left = spool.numbers("a")
        #expect(left.last == 60 && left.count > 8)
        #expect(left == Array((61 - UInt64(left.count))...60))
        #expect(spool.failure == nil)
    }

    @Test(arguments: [5, 28, 30] as [Int32])  // EIO, ENOSPC, EROFS
    func withoutADiskReadersAreServedFromMemory(code: Int32) throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: small)
        try spool.addReader("a")
        spool.append(record(1))
        #expect(spool.commit() == true)
        disk.failingWrites = code
        for number in 2...5 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == false)
        #expect(spool.failure?.code == code)
        #expect(spool.numbers("a") == [1, 2, 3, 4, 5])
        disk.failingWrites = nil
        spool.append(record(6))
        #expect(spool.commit() == false, "not tried again at once")
        #expect(spool.commit(at: .now + .seconds(2)) == true)
        #expect(spool.failure == nil && spool.memoryBytes == 0)
        var again = try Spool(disk, limits: small)
        try again.addReader("a")
        #expect(again.numbers("a") == Array(1...6))
    }

    @Test func afterAFailedSyncNothingIsTakenForSafe() throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: small)
        try spool.addReader("a")
        spool.append(record(1))
        #expect(spool.commit() == true)
        disk.failingSyncs = EIO
        spool.append(record(2))
        #expect(spool.commit() == false)
        disk.failingSyncs = nil
        // A second sync of the same file would succeed without having written anything.
        #expect(spool.commit(at: .now + .seconds(2)) == true)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20 {
            var again = try Spool(disk.afterPowerCut(&generator), limits: small)
            try again.addReader("a")
            #expect(again.numbers("a") == [1, 2])
        }
    }

    @Test func memoryIsBoundedAndItsOldestGoesFirst() throws {
        var limits = SpoolLimits()
        limits.memoryBytes = 600
        var spool = try Spool<SimulatedDisk>(nil, limits: limits)
        try spool.addReader("a")
        for number in 1...100 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == false)
        let left = spool.numbers("a")
        #expect(left == Array((101 - UInt64(left.count))...100))
        #expect(spool.memoryBytes <= 600 && spool.lost == UInt64(100 - left.count))
        #expect(spool.standing["a"]?.missed == UInt64(100 - left.count))
        spool.acknowledge("a", through: spool.read("a", count: 100)[left.count - 1].position)
        #expect(spool.memoryBytes == 0 && spool.numbers("a").isEmpty)
    }

    @Test func damageInTheMiddleCostsTheRestOfItsSegmentAlone() throws {
        let disk = SimulatedDisk()
        var spool = try Spool(disk, limits: small)
        try spool.addReader("a")
        for number in 1...20 { spool.append(record(UInt64(number))) }
        #expect(spool.commit() == true)
        let whole = spool.numbers("a")
        disk.spoil(try #require(disk.names().filter { $0.hasSuffix(".spool") }.min()), at: 20 + 59 + 30)
        var left: [UInt64] = []
        while case let entries = spool.read("a", count: 3), let last = entries.last {
            left += entries.map(\.record.id.sequence)
            spool.acknowledge("a", through: last.position)
        }
        #expect(whole == Array(1...20))
        // Four records a segment; the second of the first one is spoiled.
        #expect(left == [1] + Array(5...20))
        #expect(spool.standing["a"]?.missed == 3)
    }

    @Test func aRecordLargerThanItsShareIsDropped() throws {
        var limits = small
        limits.bytes = 1200
        var spool = try Spool(SimulatedDisk(), limits: limits)
        try spool.addReader("a")
        spool.append(record(1, bytes: 5000))
        spool.append(record(2, bytes: 500))
        #expect(spool.commit() == true)
        #expect(spool.numbers("a") == [2] && spool.lost == 1)
    }
}
