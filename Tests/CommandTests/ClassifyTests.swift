import Foundation
import TestFolders
import Testing

extension CommandTests {
    struct ClassifyTests {
        @Test func aPictureThatExitsHasNeitherRegionNorKeptCells() async throws {
            let run = try await Program.run("classify", Program.photograph("cat"), "--json")
            #expect(run.status == 0 && run.errors.isEmpty)
            let line = try JSONObject(try #require(run.lines.first))
            #expect(run.lines.count == 1 && line.keys == Self.keys)
            #expect(try line.value("file") == Program.photograph("cat"))
            #expect(try line.value("class") == 285)
            #expect(try line.value("label") == "Egyptian cat")
            #expect(try line.value("stage") == "localization")
            #expect(line.isNull("region") && line.isNull("kept"))
            let confidence: Double = try line.value("confidence")
            let glance = try line.object("localization")
            #expect(glance.keys == ["class", "confidence"])
            #expect(try glance.value("class") == 285)
            #expect(try (0.5...1).contains(confidence) && glance.value("confidence") == confidence)
            #expect(try line.object("milliseconds").value("focus", as: Double.self) == 0)
        }

        @Test func aPictureThatReachesFocusHasARegionAndItsCells() async throws {
            let run = try await Program.run("classify", Program.photograph("cat"), "--json", "--no-exit")
            let line = try JSONObject(try #require(run.lines.first))
            #expect(run.status == 0 && line.keys == Self.keys)
            #expect(try line.value("stage") == "focus")
            let region = try line.object("region")
            #expect(region.keys == ["column", "index", "row", "side"])
            let (row, column, side) = try (region.value("row", as: Int.self), region.value("column", as: Int.self), 5)
            #expect(try region.value("side") == side && region.value("index") == row * (7 - side + 1) + column)
            let kept: [Int] = try line.value("kept")
            #expect(kept.count == 22 && Set(kept).count == 22)
            #expect(kept.allSatisfy { row..<row + side ~= $0 / 7 && column..<column + side ~= $0 % 7 })
            let top = try line.objects("top5")
            #expect(top.count == 5 && top.allSatisfy { $0.keys == ["class", "confidence", "label"] })
            #expect(try top[0].value("class", as: Int.self) == line.value("class"))
            let confidences = try top.map { try $0.value("confidence", as: Double.self) }
            #expect(confidences == confidences.sorted(by: >))
            let times = try line.object("milliseconds")
            #expect(times.keys == ["decode", "focus", "localization"])
            for station in times.keys { #expect(try times.value(station, as: Double.self) > 0) }
        }

        @Test func linesComeInTheOrderOfTheFiles() async throws {
            let files = ["rocket", "cat", "astronaut", "coffee", "cat"].map(Program.photograph)
            let run = try await Program.run(
                "classify", files[0], files[1], files[2], files[3], files[4], "--json", "--threads", "3"
            )
            #expect(try run.lines.map { try JSONObject($0).value("file", as: String.self) } == files)
        }

        @Test(arguments: ["ngca", "neg_ngca", "max_gca", "min_gca", "random", "scattered", "off"])
        func everyRegionRuleAnswers(rule: String) async throws {
            let run = try await Program.run(
                "classify", Program.photograph("coffee"), "--model", Program.model("224"), "--json", "--no-exit",
                "--region-rule", rule
            )
            let line = try JSONObject(try #require(run.lines.first))
            #expect(run.status == 0)
            #expect(line.isNull("region") == ["scattered", "off"].contains(rule))
            let expected = ["scattered": 25, "off": 49][rule] ?? 22
            #expect(try line.value("kept", as: [Int].self).count == expected)
        }

        @Test func everySwitchAnswers() async throws {
            let run = try await Program.run(
                "classify", Program.photograph("coffee"), "--model", Program.model("288"), "--json", "--no-fusion",
                "--no-reuse", "--no-exit", "--alpha", "0.5", "--beta", "0", "--region-side", "4", "--crop", "1",
                "--precision", "fp32", "--threshold", "1"
            )
            let line = try JSONObject(try #require(run.lines.first))
            #expect(try run.status == 0 && line.value("kept", as: [Int].self).count == 8)
            #expect(try line.object("region").value("side") == 4)
        }

        @Test func aModelOfOtherClassesDoesNotBorrowImageNetsLabels() async throws {
            let run = try await Program.run(
                "classify", Program.photograph("cat"), "--model", Program.model("plain"), "--json"
            )
            let line = try JSONObject(try #require(run.lines.first))
            #expect(line.keys == Self.keys && line.isNull("localization") && line.isNull("region"))
            #expect(try line.value("stage") == "plain")
            #expect(try line.value("label") == "class \(line.value("class", as: Int.self))")
        }

        @Test func aTableOfClassesNamesThem() async throws {
            let folder = try TemporaryFolder()
            let rows = (0..<10).map { "\($0)\tn\($0)\tthing \($0)\n" }
            try folder.write("ten.tsv", Data(rows.joined().utf8))
            try folder.write("nine.tsv", Data(rows.dropLast().joined().utf8))
            let (picture, model) = (Program.photograph("cat"), Program.model("plain"))
            let ten = try await Program.run(
                "classify", picture, "--model", model, "--classes", "\(folder.path)/ten.tsv")
            #expect(ten.status == 0 && ten.output.contains("thing "))
            let nine = try await Program.run(
                "classify", picture, "--model", model, "--classes", "\(folder.path)/nine.tsv"
            )
            #expect(nine.status == 2 && nine.errors.contains("nine.tsv: names 9 classes; the model has 10"))
        }

        @Test func peopleGetATable() async throws {
            let run = try await Program.run("classify", Program.photographs)
            #expect(run.status == 0 && run.lines.count == 5)
            #expect(run.lines[0].hasPrefix("picture") && run.lines[2].contains("Egyptian cat"))
        }

        private static let keys = [
            "class", "confidence", "file", "kept", "label", "localization", "milliseconds", "region", "stage", "top5",
        ]
    }
}
