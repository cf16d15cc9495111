import Foundation
import TestFolders
import Testing

extension CommandTests {
    struct EvalTests {
        @Test func foldersAreLabelledByIndexWordNetIdOrLabel() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "285/cat.jpg")
            try folder.copy(Program.photograph("coffee"), to: "n07920052/coffee.jpg")
            try folder.copy(Program.photograph("rocket"), to: "tabby/rocket.jpg")
            let run = try await Program.run("eval", folder.path, "--json", "--sides", "4", "5", "--threshold", "0.6")
            #expect(run.status == 0 && run.errors.isEmpty && run.lines.count == 1)
            let report = try JSONObject(run.output)
            #expect(report.keys == ["first", "folder", "millisecondsFirst", "model", "precision", "sweeps", "threads"])
            #expect(try report.value("model") == "lf-vit")
            let first = try report.object("first")
            #expect(try first.keys == ["pictures", "top1", "top5"] && first.value("pictures") == 3)
            // Of the three, cat and coffee are right, and nobody takes the rocket for a cat.
            #expect(try abs(first.value("top1", as: Double.self) - 200 / 3) < 1e-6)

            let sweeps = try report.objects("sweeps")
            #expect(try sweeps.map { try $0.value("regionSide", as: Int.self) } == [4, 5])
            #expect(sweeps[0].keys == ["atThreshold", "curve", "focus", "regionSide", "rows"])
            let row = try sweeps[1].object("atThreshold")
            #expect(row.keys == ["focusShare", "gmacs", "imagesPerSecond", "threshold", "top1", "top5"])
            // The glance is sure of cat and coffee: one picture of three reaches focus.
            #expect(try abs(row.value("focusShare", as: Double.self) - 1 / 3) < 1e-6)
            #expect(try abs(row.value("gmacs", as: Double.self) - (0.284 + 0.697 / 3)) < 1e-3)
            let rows = try sweeps[1].objects("rows")
            #expect(rows.count == 11 && rows.allSatisfy { $0.keys == row.keys })
            #expect(rows[10].isNull("threshold"))  // The last row: nothing exits.
            #expect(try sweeps[1].objects("curve").count == 4)
        }

        @Test func peopleGetTheTable() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/cat.jpg")
            let run = try await Program.run("eval", folder.path, "--model", Program.model("224"), "--threads", "1")
            #expect(run.status == 0)
            #expect(run.lines.first == "1 picture of \(folder.path), 1 thread")
            for part in ["localization", "focus m=5", "threshold", "at focus", "GMACs", "images/s", "no exit"] {
                #expect(run.output.contains(part), "\(part)")
            }
        }

        @Test func aOnePassModelHasOneLine() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/cat.jpg")
            let run = try await Program.run("eval", folder.path, "--model", Program.model("plain"), "--json")
            #expect(try run.status == 0 && JSONObject(run.output).objects("sweeps").isEmpty)
        }

        @Test func aFolderThatIsNoClassIsNamed() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "10/cat.jpg")
            let run = try await Program.run("eval", folder.path, "--model", Program.model("224"))
            #expect(run.status == 1 && run.output.isEmpty)
            #expect(
                run.errors.hasPrefix("Error: \(folder.path)/10: no class of this model; name folders by index (0 to 9)")
            )
        }
    }
}
