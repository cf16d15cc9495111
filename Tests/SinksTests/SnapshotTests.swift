import Foundation
import Images
import Testing

@testable import Sinks

struct SnapshotTests {
    private func jpeg() throws -> [UInt8] {
        var encoder = JPEGEncoder()
        return try encoder.encode(Picture(width: 32, height: 32), quality: 90)
    }

    private func files(_ folder: String, _ kind: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(kind) }.sorted()
    }

    @Test func aPictureHasItsResultBesideItAndARepeatTakesItsPlace() async throws {
        let folder = try temporaryFolder()
        let sink = try await SnapshotSink(SnapshotSettings(folder: folder))
        let picture = try jpeg()
        for _ in 0..<2 {
            #expect(await sink.deliver([ResultEvent.test(1).delivered(picture: picture)]) == .delivered)
        }
        await sink.stop()
        let name = "19700101T001640.000Z_gate_0000000000000001-1"
        #expect(try files(folder, "") == ["\(name).jpg", "\(name).json"])
        #expect(try Data(contentsOf: URL(filePath: "\(folder)/\(name).jpg")) == Data(picture))
        let event = ResultEvent(json: Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name).json"))))
        #expect(event?.label == "cat")
    }

    @Test func theOldestGoWhereRoomIsNeededAlsoThoseOfAnEarlierStart() async throws {
        let folder = try temporaryFolder()
        try Data("mine".utf8).write(to: URL(filePath: "\(folder)/notes.jpg"))
        let picture = try jpeg()
        var settings = SnapshotSettings(folder: folder)
        // Room for three and a half.
        settings.bytes = (picture.count + ResultEvent.test(1).delivered().event.json().count) * 7 / 2
        for frames in [UInt64(1)...2, 3...6] {
            let sink = try await SnapshotSink(settings)
            for frame in frames {
                var event = ResultEvent.test(frame)
                event.time = "2026-01-0\(frame)T00:00:00.000Z"
                #expect(await sink.deliver([event.delivered(picture: picture)]) == .delivered)
            }
            await sink.stop()
        }
        let kept = try files(folder, ".jpg")
        #expect(kept.first?.hasPrefix("20260104") == true && kept.count == 4, "\(kept)")
        #expect(kept.last == "notes.jpg", "somebody else's")
    }

    @Test func aPictureThatIsNoneIsRefusedAndOneWithoutIsPassedOver() async throws {
        let folder = try temporaryFolder()
        let sink = try await SnapshotSink(SnapshotSettings(folder: folder))
        let results = [
            ResultEvent.test(1).delivered(), ResultEvent.test(2).delivered(picture: Array("nonsense".utf8)),
        ]
        guard case .refused(after: 1, _) = await sink.deliver(results) else {
            Issue.record("not refused")
            return
        }
        await sink.stop()
        #expect(try files(folder, "").isEmpty)
    }
}
