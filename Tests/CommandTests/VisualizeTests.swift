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

        @Test func oneFigureShowsEasyAndHardPictures() async throws {
            let folder = try TemporaryFolder()
            let file = "\(folder.path)/figure.png"
            let run = try await Program.run("visualize", Program.photographs, "--figure", file, "--rows", "1")
            #expect(run.status == 0 && run.errors.isEmpty && run.lines == [file])
            // Cat and coffee are easy, astronaut and rocket hard: a row of each.
            let both = try PictureDecoder().decode(file: file)
            #expect(both.width == 1040 && both.height == 66 + 2 * (34 + 291))
            let hard = try await Program.run("visualize", Program.photographs, "--figure", file, "--no-exit")
            #expect(hard.status == 0)
            let all = try PictureDecoder().decode(file: file)
            #expect(all.height == 66 + 34 + 4 * 291)
        }

        @Test func theFigureShowsOnlyWhatIsRightWhereThatIsAskedFor() async throws {
            let folder = try TemporaryFolder()
            let file = "\(folder.path)/figure.png"
            try folder.copy(Program.photograph("cat"), to: "in/285/cat.jpg")
            try folder.copy(Program.photograph("coffee"), to: "in/3/coffee.jpg")
            try folder.write("in/3/broken.jpg", Data("no picture".utf8))
            let run = try await Program.run("visualize", "\(folder.path)/in", "--figure", file, "--right")
            #expect(run.status == 1 && run.lines == [file])
            #expect(run.problems.count == 1 && run.errors.hasPrefix("\(folder.path)/in/3/broken.jpg: "))
            let cat = try PictureDecoder().decode(file: file)
            #expect(cat.height == 66 + 34 + 291, "the cat alone")
            let none = try await Program.run(
                "visualize", "\(folder.path)/in", "--figure", file, "--right", "--model", Program.model("plain"))
            #expect(none.status == 2)
        }

        @Test(arguments: [
            (["--figure", "a.jpg"], "drawn as PNG"), (["--right"], "name its file with --figure"),
            (["--figure", "a.png", "--rows", "0"], "1 to 50"),
        ])
        func aFigureThatCannotBeIsUsageWrong(flags: [String], problem: String) async throws {
            let run = try await Program.shell("$FOVEA visualize x " + flags.joined(separator: " "))
            #expect(run.status == 2 && run.errors.contains(problem))
        }

        @Test func cfViTsColumnCanBeAnotherCheckpoints() async throws {
            let folder = try TemporaryFolder()
            let file = "\(folder.path)/figure.png"
            let other = try await Program.run(
                "visualize", Program.photographs, "--figure", file, "--cf-model", Program.model("224"))
            #expect(other.status == 2 && other.errors.contains("knows 10 classes"))
            let same = try await Program.run(
                "visualize", Program.photographs, "--figure", file, "--no-exit", "--model", Program.model("224"),
                "--cf-model", Program.model("224"))
            #expect(same.status == 0)
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
