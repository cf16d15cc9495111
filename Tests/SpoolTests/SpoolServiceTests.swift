import Foundation
import Testing

@testable import Spool

struct SpoolServiceTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.appending(path: "fovea-spool-\(UUID().uuidString)/deep").path
    }

    @Test func recordsOfOneProcessAreThereForTheNext() async throws {
        let folder = folder()
        let spool = try await SpoolService(folder)
        try await spool.addReader("a")
        for number in UInt64(1)...50 { spool.append { record(number) } }
        #expect(try await spool.flush() == true)
        await spool.stop()
        let again = try await SpoolService(folder)
        try await again.addReader("a")
        #expect(try await again.next("a", count: 100).map(\.record.id.sequence) == Array(1...50))
        #expect(again.state.readers == [.init(name: "a", waiting: 50, missed: 0)])
        await again.stop()
    }

    @Test func aReaderWaitsForTheNextRecordAndCanGiveUp() async throws {
        let spool = try await SpoolService(nil)
        try await spool.addReader("a")
        let reading = Task { try await spool.next("a", count: 1) }
        spool.append { record(1) }
        let entries = try await reading.value
        #expect(entries.map(\.record) == [record(1)])
        spool.acknowledge("a", through: entries[0].position)
        let waiting = Task { try await spool.next("a", count: 1) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await spool.stop()
    }

    @Test func whoWaitsIsToldOfTheEnd() async throws {
        let spool = try await SpoolService(nil)
        try await spool.addReader("a")
        let reading = Task { try await spool.next("a", count: 1) }
        #expect(try await spool.flush() == false)
        await spool.stop()
        await #expect(throws: SpoolStopped.self) { try await reading.value }
        await #expect(throws: SpoolStopped.self) { try await spool.next("a", count: 1) }
    }

    @Test func oneProcessAFolder() async throws {
        let folder = folder()
        let spool = try await SpoolService(folder)
        let error = await #expect(throws: SpoolFileError.self) { try await SpoolService(folder) }
        #expect(error?.description.contains("another process uses this spool") == true)
        await spool.stop()
    }

    @Test func aFolderThatIsAFileIsNamed() async throws {
        let error = await #expect(throws: SpoolFileError.self) { try await SpoolService("/etc/hostname") }
        #expect(error?.description == "/etc/hostname: open: Not a directory")
    }

    @Test func idsAreNeverGivenTwice() async throws {
        let spool = try await SpoolService(nil)
        let other = try await SpoolService(nil)
        let ids = (0..<100).map { _ in spool.nextID() } + (0..<100).map { _ in other.nextID() }
        #expect(Set(ids).count == 200)
        await spool.stop()
        await other.stop()
    }
}
