import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// Cameras as users name them, through the built program.
    struct CameraTests {
        private func objects(_ run: Program) throws -> [[String: Any]] {
            try run.lines.compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        }

        @Test func standardInputIsAnsweredAsItsFilesAre() async throws {
            let files = try await Program.run("classify", Program.photographs, "--json", "--threads", "1")
            let piped = try await Program.shell(
                "cat '\(Program.photographs)'/*.jpg | $FOVEA up --camera door=- --once --json --payload exact")
            #expect(piped.status == 0)
            let frames = try objects(piped).dropLast()
            let sorted = frames.sorted { ($0["frame"] as? Int ?? 0) < ($1["frame"] as? Int ?? 0) }
            #expect(sorted.map { $0["class"] as? Int } == (try objects(files).map { $0["class"] as? Int }))
            #expect(
                sorted.count == 4 && sorted.allSatisfy { $0["file"] is NSNull && $0["camera"] as? String == "door" })
        }

        @Test func anEdgeEndsWithItsCameras() async throws {
            let run = try await Program.shell(
                "cat '\(Program.photographs)'/cat.jpg | $FOVEA edge --camera door=- --json")
            #expect(run.status == 0)
            let account = try objects(run).last?["account"] as? [String: Int]
            #expect(account?["captured"] == 1 && account?["offered"] == 1 && account?["inFlight"] == 0)
        }

        @Test(arguments: [
            ("a=rstp://h/s", "rtsp://"), ("rtsp://h/s?a=b", "camera"), ("a=/nowhere/clip.mp4", "no such file"),
            ("a", "no such"),
        ])
        func whatIsNoCameraIsRefusedBeforeAnythingStarts(camera: String, word: String) async throws {
            let run = try await Program.run("edge", "--camera", camera, "--source", "/nowhere", "--once")
            #expect(run.status == 2)
            let plain = try await Program.run("edge", "--camera", camera, "--camera", "b=/", "--once")
            #expect(plain.status == 2)
            if camera.contains("=") { #expect(plain.errors.contains(word)) }
        }

        #if FOVEA_VIDEO
        @Test func whatDoesNotMoveIsSkippedAndAccountedFor() async throws {
            let run = try await Program.run(
                "edge", "--camera", "wall=lavfi:color=c=gray:size=320x240:rate=10:duration=2", "--once", "--motion",
                "0.01", "--json")
            #expect(run.status == 0)
            let closing = try #require(try objects(run).last)
            #expect((closing["account"] as? [String: Int])?["captured"] == 20)
            #expect((closing["account"] as? [String: Int])?["offered"] == 1)
            #expect(closing["skipped"] as? [String: Int] == ["motion": 19])
        }

        @Test func aVideoIsReplayedByCamerasThatBeginElsewhere() async throws {
            let folder = try TemporaryFolder()
            _ = try await Program.run(
                "replay", "--source", "lavfi:testsrc=size=320x240:rate=10:duration=2", "--cameras", "2", "--fps",
                "5", "--seconds", "1", "--report", "\(folder.path)/report.json")
            let data = Data(try folder.read("report.json").utf8)
            let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(report["conservation"] as? Bool == true)
            #expect((report["settings"] as? [String: Any])?["pictures"] as? Int == 10)
            #expect((report["account"] as? [String: Int])?["offered"] == 10)
        }

        @Test func framesOfAVideoAreClassified() async throws {
            let run = try await Program.run(
                "classify", "lavfi:testsrc=size=320x240:rate=10:duration=2", "--fps", "2", "--json")
            #expect(run.status == 0)
            #expect(
                try objects(run).compactMap { $0["file"] as? String }.map { $0.split(separator: "#").last } == [
                    "0", "5", "10", "15",
                ])
        }
        #endif
    }
}
