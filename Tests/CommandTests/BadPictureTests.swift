import Foundation
import Images
import TestFolders
import Testing

extension CommandTests {
    struct BadPictureTests {
        @Test func eachBadPictureIsNamedOnceAndTheOthersAreAnswered() async throws {
            let folder = try TemporaryFolder()
            try folder.write("0-text.jpg", Data("no picture at all\n".utf8))
            try folder.write("1-empty.png", Data())
            let cat = try Data(contentsOf: URL(fileURLWithPath: Program.photograph("cat")))
            try folder.write("2-truncated.jpg", cat.prefix(cat.count / 2))
            try PNGEncoder().encode(Picture(width: 1, height: 1), file: "\(folder.path)/3-one.png")
            try PNGEncoder().encode(Picture(width: 3000, height: 2000), file: "\(folder.path)/4-large.png")
            try folder.write("5-cat.jpg", cat)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/6-gone.jpg", withDestinationPath: "nowhere")

            let run = try await Program.run("classify", folder.path, "--json")
            #expect(run.status == 1 && !run.signalled)
            let answered = try run.lines.map { try JSONObject($0).value("file", as: String.self) }
            #expect(answered == ["3-one.png", "4-large.png", "5-cat.jpg"].map { "\(folder.path)/\($0)" })
            let reasons = [
                ("0-text.jpg", "it is no picture: expected JPEG (ff d8 ff) or PNG (89 50 4e 47), found 6e 6f 20"),
                ("1-empty.png", "it is empty; expected a JPEG or PNG picture"),
                ("2-truncated.jpg", "the JPEG picture is truncated: the file ends before the picture does"),
                ("6-gone.jpg", "it cannot be read: No such file or directory"),
            ]
            #expect(run.problems.count == reasons.count, "\(run.errors)")
            for (problem, (name, reason)) in zip(run.problems, reasons) {
                #expect(problem.hasPrefix("\(folder.path)/\(name): \(reason)"))
            }
        }

        @Test func evalAndVisualizeNameBadPicturesToo() async throws {
            let folder = try TemporaryFolder()
            try folder.write("0/bad.jpg", Data("no picture".utf8))
            try folder.copy(Program.photograph("cat"), to: "0/cat.jpg")
            let model = Program.model("224")
            let evaluated = try await Program.run("eval", folder.path, "--model", model, "--json")
            #expect(evaluated.status == 1 && evaluated.problems.count == 1)
            #expect(evaluated.errors.hasPrefix("\(folder.path)/0/bad.jpg: it is no picture"))
            #expect(try JSONObject(evaluated.output).object("first").value("pictures") == 1)
            let drawn = try await Program.run(
                "visualize", folder.path, "--model", model, "--out", "\(folder.path)/out")
            #expect(drawn.status == 1 && drawn.lines == ["\(folder.path)/out/cat.png"])
            #expect(drawn.problems.count == 1 && drawn.errors.hasPrefix("\(folder.path)/0/bad.jpg: it is no picture"))
        }

        @Test func aFolderOfNothingButBadPicturesFails() async throws {
            let folder = try TemporaryFolder()
            try folder.write("0/bad.jpg", Data("no picture".utf8))
            for command in ["classify", "eval"] {
                let run = try await Program.run(command, folder.path, "--model", Program.model("224"))
                #expect(run.status == 1 && run.output.isEmpty && run.problems.count == 1)
            }
        }
    }
}
