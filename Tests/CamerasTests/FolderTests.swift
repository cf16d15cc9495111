import Cameras
import Edge
import Foundation
import Testing

/// Pictures in folders: one after the other, and as they appear.
struct FolderTests {
    private func settings(_ address: String) throws -> CameraSettings {
        CameraSettings(try Camera("shelf"), try CameraAddress(address))
    }

    @Test func whatLooksTheSameIsSkippedAndAccountedFor() async throws {
        let folder = try TestPictures.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, picture) in [("1", "cat"), ("2", "cat"), ("3", "coffee"), ("4", "coffee"), ("5", "cat")] {
            try Data(TestPictures.bytes(picture)).write(to: URL(fileURLWithPath: "\(folder)/\(name).jpg"))
        }
        let edge = try await TestPictures.edge()
        var settings = try settings(folder)
        settings.motion = MotionGate.Settings(share: 0.02)
        let recording = try await CameraRecording(settings, StreamOpener())
        var names: [String] = []
        var numbers: [UInt64] = []
        try await edge.replay {
            let frame = try await recording.next(for: edge)
            if let frame {
                names.append(try #require(frame.name))
                numbers.append(frame.number)
            }
            return frame
        }
        await recording.close()
        await edge.stop(within: .zero)
        #expect(names.map { ($0 as NSString).lastPathComponent } == ["1.jpg", "3.jpg", "5.jpg"])
        #expect(numbers == [0, 2, 4])
        let tally = edge.account.total
        #expect(tally.captured == 5 && tally.offered == 3 && tally.skipped == [.motion: 2])
        #expect(edge.account.isBalanced)
    }

    @Test func theRateIsThatOfTheRecordingsClock() async throws {
        // A folder keeps its own rate: nothing of it is skipped.
        let edge = try await TestPictures.edge()
        var settings = try settings((TestPictures.path("cat") as NSString).deletingLastPathComponent)
        settings.rate = 0.001
        let recording = try await CameraRecording(settings, StreamOpener())
        try await edge.replay { try await recording.next(for: edge) }
        await recording.close()
        await edge.stop(within: .zero)
        #expect(edge.account.total.captured == 4 && edge.account.total.offered == 4)
    }

    @Test func picturesAreTakenWhenTheyAreComplete() throws {
        let folder = try TestPictures.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cat = try TestPictures.bytes("cat")
        try Data(cat).write(to: URL(fileURLWithPath: "\(folder)/old.jpg"))
        let source = try StreamOpener().open(settings("watch:\(folder)"), isPaced: true, Patience())
        try Data("note".utf8).write(to: URL(fileURLWithPath: "\(folder)/note.txt"))
        try Data(cat).write(to: URL(fileURLWithPath: "\(folder)/new.jpg"))
        try Data(cat).write(to: URL(fileURLWithPath: "\(folder)/moved"))
        try FileManager.default.moveItem(atPath: "\(folder)/moved", toPath: "\(folder)/moved.jpg")
        for expected in ["new.jpg", "moved.jpg"] {
            #expect(try source.advance() != nil)
            #expect(source.name == "\(folder)/\(expected)")
            guard case .bytes(cat) = try source.picture() else {
                Issue.record("other bytes than were written")
                return
            }
        }
        try FileManager.default.removeItem(atPath: folder)
        let error = #expect(throws: CameraError.self) { try source.advance() }
        #expect(error?.kind == .ended)
    }

    @Test func aStopEndsEveryWait() throws {
        let patience = Patience()
        let folder = try TestPictures.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = try StreamOpener().open(settings("watch:\(folder)"), isPaced: true, patience)
        patience.stop()
        #expect(throws: CameraError.stopped) { try source.advance() }
        #expect(throws: CameraError.stopped) { try patience.sleep(until: .now + .seconds(3600)) }
    }

    @Test func whatIsLiveIsNoRecording() async throws {
        let settings = try settings("http://127.0.0.1/")
        let error = await #expect(throws: CameraError.self) { try await CameraRecording(settings, StreamOpener()) }
        #expect(error?.kind == .unusable)
        let video = try self.settings(#filePath)
        let missing = await #expect(throws: CameraError.self) { try await CameraRecording(video, StreamOpener()) }
        #expect(missing?.description.contains("without libav") == true)
    }
}
