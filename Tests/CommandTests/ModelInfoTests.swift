import Foundation
import Testing

extension CommandTests {
    struct ModelInfoTests {
        @Test(arguments: [
            ("small-224", 4.599, 50, 1.100, ["4": (95, 2.136), "5": (116, 2.639), "6": (146, 3.372)]),
            ("small-288", 7.970, 82, 1.827, ["5": (148, 3.397), "8": (253, 6.097)]),
        ])
        func theWorkOfEachStageIsThePapers(
            geometry: String, plain: Double, tokens: Int, localization: Double, focus: [String: (Int, Double)]
        ) async throws {
            let run = try await Program.run("model", "info", "--geometry", geometry, "--json")
            #expect(run.status == 0 && run.lines.count == 1)
            let report = try JSONObject(run.output)
            let stages = try report.object("stages")
            #expect(stages.keys == ["elastic", "focus", "localization", "lookup", "plain"])
            #expect(stages.isNull("elastic") && stages.isNull("lookup") && report.isNull("fingerprint"))
            #expect(try rounded(stages.object("plain")) == plain)
            #expect(try stages.object("localization").value("tokens") == tokens)
            #expect(try rounded(stages.object("localization")) == localization)
            for (side, (tokens, gmacs)) in focus {
                let stage = try stages.object("focus").object(side)
                #expect(stage.keys == ["gmacs", "tokens"])
                #expect(try stage.value("tokens") == tokens)
                #expect(try rounded(stage) == gmacs, "m=\(side)")
            }
        }

        @Test func aFileIsCountedAsItIs() async throws {
            let run = try await Program.run("model", "info", Program.model("224"), "--json")
            let report = try JSONObject(run.output)
            #expect(try report.value("architecture") == "lf-vit")
            #expect(try report.value("classes") == 10)
            #expect(try report.value("depth") == 5)
            #expect(try report.value("parameters") == 349_002)
            #expect(try report.object("stages").object("focus").keys == (1...7).map(String.init))
        }

        @Test func theSwitchesChangeTheWork() async throws {
            let run = try await Program.run("model", "info", "--geometry", "small-224", "--no-reuse", "--json")
            let stage = try JSONObject(run.output).object("stages").object("focus").object("5")
            #expect(try stage.value("tokens") == 89)
        }

        @Test func peopleGetATable() async throws {
            let run = try await Program.run("model", "info", "--geometry", "small-224")
            #expect(run.status == 0)
            #expect(run.lines.contains("plain                   197      4.599"))
            #expect(run.lines.contains("parameters    23,252,200"))
        }

        @Test func thePapersRowsStandBesideTheFormula() async throws {
            let run = try await Program.run("model", "paper")
            #expect(run.status == 0 && run.errors.isEmpty)
            for line in [
                "DeiT-S, 112                    73.3     1.10        -    1.100    1.100  -",
                "LF-ViT(5), m=5, 0.47           79.8      1.7    1.100    2.703    3.803  0.22 ± 0.02",
                "EViT                           79.5      3.0        -        -        -  -",
            ] {
                #expect(run.lines.contains(line), "\(line)")
            }
            let rows = try await Program.shell(
                "$FOVEA model paper --json | python3 -c 'import json, sys; "
                    + "rows = json.load(sys.stdin); print(len(rows), {len(row) for row in rows})'")
            #expect(rows.output == "26 {10}\n")
        }

        private func rounded(_ stage: JSONObject) throws -> Double {
            try (1000 * stage.value("gmacs", as: Double.self)).rounded() / 1000
        }
    }
}
