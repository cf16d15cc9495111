import Foundation
import Images
import TestFolders
import Testing

extension CommandTests {
    struct VisualizeTests {
        @Test(arguments: [
            [], ["--no-exit"], ["--no-exit", "--region-rule", "off"], ["--compare", "ngca", "scattered"],
        ])
        func everyPictureGetsASheet(flags: [String]) async throws {
            let folder = try TemporaryFolder()
            let line =
                "$FOVEA visualize '\(Program.photographs)' --out '\(folder.path)/out' " + flags.joined(separator: " ")
            let run = try await Program.shell(line)
            #expect(run.status == 0 && run.errors.isEmpty)
            let names = ["astronaut", "cat", "coffee", "rocket"]
            #expect(run.lines == names.map { "\(folder.path)/out/\($0).png" })
            for sheet in run.lines {
                let picture = try PictureDecoder().decode(file: sheet)
                #expect(picture.width > 400 && picture.height > 200)
            }
        }

        @Test func picturesAreNeverOverwritten() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "cat.png")
            try folder.copy(Program.photograph("cat"), to: "cat-2.jpg")
            try folder.copy(Program.photograph("cat"), to: "inner/cat.jpg")
            let before = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/cat.png"))
            let run = try await Program.run(
                "visualize", folder.path, "--out", folder.path, "--model", Program.model("224")
            )
            // In the order of the files: cat-2.jpg, cat.png, inner/cat.jpg.
            #expect(run.lines == ["cat-2", "cat-3", "cat-4"].map { "\(folder.path)/\($0).png" })
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/cat.png")) == before)
        }

        @Test func aFolderThatCannotBeMadeIsNamed() async throws {
            let run = try await Program.run("visualize", Program.photograph("cat"), "--out", "/proc/none")
            #expect(
                run.status == 1
                    && run.errors == "Error: /proc/none: the folder cannot be made; name another with --out\n")
        }

        @Test func aOnePassModelHasNothingToDraw() async throws {
            let run = try await Program.run("visualize", Program.photograph("cat"), "--model", Program.model("plain"))
            #expect(run.status == 2 && run.errors.contains("no class attention"))
        }
    }
}
