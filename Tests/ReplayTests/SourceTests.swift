import BundledModel
import Edge
import Foundation
import LFViT
import Replay
import TestFolders
import Testing

/// Where pictures, cameras and labels come from.
struct SourceTests {
    private let temporary: TemporaryFolder
    private let folder: String

    init() throws {
        temporary = try TemporaryFolder()
        folder = temporary.path + "/pictures"
    }

    private func put(_ names: String...) throws {
        for name in names { try temporary.copy(ReplayBench.path("cat"), to: "pictures/\(name)") }
    }

    private func shared(cameras: Int) throws -> ReplayPlan {
        try FolderSource.shared(folder, cameras: cameras, classes: ClassTable(), count: 1000)
    }

    private func each(cameras: Int?) throws -> ReplayPlan {
        try FolderSource.each(folder, cameras: cameras, classes: ClassTable(), count: 1000)
    }

    @Test func camerasShareAFolderFromPlacesOfTheirOwn() throws {
        try put("a.jpg", "b.jpg", "c.jpg", "d.jpg")
        let plan = try shared(cameras: 2)
        #expect(plan.pictures.map { ($0.path as NSString).lastPathComponent } == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
        #expect(plan.pictures.allSatisfy { $0.label == nil })
        #expect(plan.streams.map(\.camera.name) == ["camera-1", "camera-2"])
        #expect(plan.streams.map(\.first) == [0, 2])
    }

    @Test func foldersNamedByClassesGiveLabels() throws {
        try put("285/a.jpg", "espresso/b.jpg")
        #expect(try shared(cameras: 1).pictures.map(\.label) == [285, 967])
    }

    @Test func eachFolderIsACameraAndMoreCamerasBeginAgain() throws {
        try put("door/a.jpg", "gate/b.jpg", "gate/c.jpg")
        #expect(try each(cameras: nil).streams.map(\.camera.name) == ["door", "gate"])
        let plan = try each(cameras: 3)
        #expect(plan.streams.map(\.camera.name) == ["door", "gate", "door-2"])
        #expect(plan.streams.map(\.pictures) == [[0], [1, 2], [0]])
    }

    @Test func whatIsNotThereIsNamed() throws {
        #expect(throws: ReplayError.self) { try shared(cameras: 1) }
        #expect(throws: ReplayError.self) { try each(cameras: nil) }
        let error = #expect(throws: ReplayError.self) { try TraceSource.read(folder) }
        #expect(error?.description.contains("fovea edge --record") == true)
    }

    @Test func aRecordedStreamIsPlayedAsItWas() async throws {
        let recorder = try TraceRecorder(folder)
        let start = ContinuousClock.now
        let model = try ReplayBench.model.get()
        let camera = try Camera("gate")
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: ReplayBench.path("coffee"))))
        let shown: [OfferedFrame.Picture] = [
            .file(ReplayBench.path("cat")), .bytes(bytes), .file(ReplayBench.path("cat")),
        ]
        var settings = EdgeSettings(CascadeSettings(model.configuration))
        settings.cascade.threshold = 0
        let edge = try await EdgeNode(model, settings: settings) {
            recorder.record($0)
        }
        // Handed over in the order 2, 0, 1, as they may end.
        for number in [2, 0, 1] {
            await edge.take(
                OfferedFrame(
                    camera: camera, number: UInt64(number), picture: shown[number],
                    scheduled: start + .seconds(2) * number
                )
            )
        }
        await edge.stop(within: .seconds(10))
        try recorder.finish()

        let plan = try TraceSource.read(folder, speedUp: 4)
        #expect(plan.streams.map(\.camera) == [camera])
        let arrivals = Array(plan.schedule)
        #expect(arrivals.map { ($0.time / .milliseconds(1)).rounded() } == [0, 500, 1000])
        #expect(plan.pictures.count == 2)
        let paths = (0..<3).map { plan.pictures[plan.picture(camera: 0, number: $0)].path }
        #expect(paths[0] == paths[2])
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: paths[1]))) == bytes)
        #expect(throws: ReplayError.self) { try TraceRecorder(folder) }
        try Data("no trace\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/trace.jsonl"))
        let error = #expect(throws: ReplayError.self) { try TraceSource.read(folder) }
        #expect(error?.description.contains("line 1") == true)
    }
}
