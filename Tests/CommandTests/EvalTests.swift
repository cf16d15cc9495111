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
            #expect(
                report.keys == [
                    "ablations", "beside", "decoding", "first", "folder", "gmacsFirst", "millisecondsFirst", "model",
                    "precision",
                    "sweeps", "threads",
                ])
            #expect(try report.value("model") == "lf-vit")
            let first = try report.object("first")
            #expect(try first.keys == ["pictures", "top1", "top5"] && first.value("pictures") == 3)
            // Of the three, cat and coffee are right, and nobody takes the rocket for a cat.
            #expect(try abs(first.value("top1", as: Double.self) - 200 / 3) < 1e-6)

            let sweeps = try report.objects("sweeps")
            #expect(try sweeps.map { try $0.value("regionSide", as: Int.self) } == [4, 5])
            #expect(sweeps[0].keys == ["atThreshold", "curve", "focus", "regionSide", "rows", "windows"])
            #expect(try sweeps[1].value("windows", as: [Int].self).reduce(0, +) == 3)
            let row = try sweeps[1].object("atThreshold")
            #expect(
                row.keys == [
                    "focusShare", "gmacs", "imagesPerSecond", "rightAtFocus", "rightAtLocalization", "threshold",
                    "top1", "top5",
                ])
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

        @Test(.enabled("chromium is not installed: apt-get install chromium", Browser.isThere))
        func thePagesPlotsAreDrawnInARealBrowser() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/cat.jpg")
            try folder.copy(Program.photograph("coffee"), to: "4/coffee.jpg")
            let page = "\(folder.path)/evaluation.html"
            let run = try await Program.run(
                "eval", folder.path, "--model", Program.model("224"), "--sides", "4", "5", "--ablations", "--beside",
                Program.model("plain"), "--page", page)
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(run.output.contains("region (Table 6)") && run.output.contains("negative NGCA"))
            try await Browser.check(
                page,
                plots: [
                    "accuracy over work", "right answers, m=4", "right answers, m=5", "share by stage, m=4",
                    "share by stage, m=5", "windows", "designs", "beta", "alpha",
                ])
            let lookup = "\(folder.path)/lookup.html"
            let compressed = try await Program.run(
                "eval", folder.path, "--model", LookupTests().model, "--sides", "3", "7", "--page", lookup)
            #expect(compressed.status == 0 && compressed.errors.isEmpty)
            try await Browser.check(lookup, plots: ["accuracy over work", "right answers", "share by stage"])
            let plain = "\(folder.path)/plain.html"
            #expect(
                try await Program.run("eval", folder.path, "--model", Program.model("plain"), "--page", plain).status
                    == 0)
            try await Browser.check(plain, plots: [])
        }

        @Test func filesHoldWhatThePageShows() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/a \"cat\", asleep.jpg")
            try folder.copy(Program.photograph("coffee"), to: "4/coffee.jpg")
            let run = try await Program.run(
                "eval", folder.path, "--model", Program.model("224"), "--ablations", "--csv",
                "\(folder.path)/curves.csv", "--pictures", "\(folder.path)/pictures.csv", "--report",
                "\(folder.path)/report.json")
            #expect(run.status == 0)
            #expect(try JSONObject(folder.read("report.json")).value("model") == "lf-vit")

            let curves = try folder.read("curves.csv").split(separator: "\r\n")
            #expect(curves[0].hasPrefix("table,variant,region_side,tokens,threshold,top1,"))
            #expect(curves.filter { $0.hasPrefix("threshold,focus m=5,5,116,") }.count == 3)
            for name in ["regionRule,random,5,", "beta,0.999,5,", "alpha,0.6,5,", "design,without fusion,5,"] {
                #expect(curves.contains { $0.hasPrefix(name) }, "\(name)")
            }
            let columns = Set(curves.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
            #expect(columns == [16])

            let pictures = try folder.read("pictures.csv").split(separator: "\r\n")
            #expect(
                pictures[0]
                    == "picture,label,localization_class,localization_confidence,focus5_class,focus5_confidence,focus5_window"
            )
            #expect(pictures.count == 3 && pictures[1].hasPrefix("\"\(folder.path)/3/a \"\"cat\"\", asleep.jpg\",3,"))
        }

        @Test func aFileThatCannotBeWrittenIsNamedBeforeTheWork() async throws {
            let run = try await Program.run("eval", "/nowhere", "--page", "/nowhere/else/page.html")
            #expect(run.status == 2 && run.errors.contains("--page /nowhere/else/page.html: nothing can be written to"))
        }

        @Test func aOnePassModelHasNoAblations() async throws {
            let folder = try TemporaryFolder()
            let run = try await Program.run("eval", folder.path, "--ablations", "--model", Program.model("plain"))
            #expect(run.status == 2 && run.errors.contains("nothing to leave out"))
        }

        @Test func modelsBesideKnowTheSameClasses() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/cat.jpg")
            let run = try await Program.run("eval", folder.path, "--beside", Program.model("plain"))
            #expect(run.status == 2 && run.errors.contains("knows 10 classes; the model has 1000"))
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
