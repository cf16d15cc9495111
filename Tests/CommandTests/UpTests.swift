import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// A whole cluster in one process, through the built program.
    struct UpTests {
        @Test func everyFrameGetsOneFinalLineAndTheAccountAddsUp() async throws {
            let run = try await Program.run("up", "--source", Program.photographs, "--once", "--json", "--workers", "2")
            #expect(run.status == 0)
            let lines = try run.lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
            let frames = lines.dropLast().compactMap { $0 }
            #expect(frames.count == 4)
            #expect(Set(frames.compactMap { $0["frame"] as? Int }) == [0, 1, 2, 3])
            #expect(frames.allSatisfy { $0["final"] as? Bool == true && $0["provisional"] as? Bool == false })
            #expect(frames.allSatisfy { ["exited", "focused"].contains($0["outcome"] as? String) })
            let account = try #require(lines.last??["account"] as? [String: Int])
            #expect(account["offered"] == 4 && account["inFlight"] == 0)
            #expect(account["exited", default: 0] + account["focused", default: 0] == 4)
        }

        @Test func splitAcrossNodesTheAnswerIsBitEqual() async throws {
            let alone = try await Program.run("classify", Program.photographs, "--json", "--no-exit", "--threads", "1")
            let split = try await Program.run(
                "up", "--source", Program.photographs, "--once", "--json", "--no-exit", "--payload", "exact", "--batch",
                "1")
            #expect(try confidences(alone) == confidences(split))
            #expect(try confidences(split).count == 4)
        }

        @Test func aHardFramesProvisionalAnswerComesFirst() async throws {
            let run = try await Program.run(
                "up", "--source", Program.photographs, "--once", "--json", "--no-exit", "--partials")
            let lines = try run.lines.dropLast().compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
            for frame in 0..<4 {
                let own = lines.filter { $0["frame"] as? Int == frame }
                #expect(own.map { $0["final"] as? Bool } == [false, true])
                #expect(own.map { $0["provisional"] as? Bool } == [true, false])
            }
        }

        @Test func aFrameThatIsNoPictureIsRejectedAlone() async throws {
            let folder = try TemporaryFolder()
            try folder.write("a.jpg", Data("no picture".utf8))
            try folder.copy("\(Program.photographs)/cat.jpg", to: "b.jpg")
            let run = try await Program.run("up", "--source", folder.path, "--once", "--json")
            let account = try JSONSerialization.jsonObject(with: Data(try #require(run.lines.last).utf8))
            #expect((account as? [String: [String: Int]])?["account"]?["rejected"] == 1)
            #expect((account as? [String: [String: Int]])?["account"]?["exited"] == 1)
        }

        /// The confidences by file name, as they were printed.
        private func confidences(_ run: Program) throws -> [String: Double] {
            var found: [String: Double] = [:]
            for line in run.lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                guard let file = object?["file"] as? String else { continue }
                found[(file as NSString).lastPathComponent] = object?["confidence"] as? Double
            }
            return found
        }
    }
}
