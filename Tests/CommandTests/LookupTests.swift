import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// LookupViT through the commands: a small model with random weights, 14 x 14 lookup tokens, 10 classes.
    struct LookupTests {
        let model = Program.repository.appending(
            path: "Tests/LookupViTTests/Fixtures/random-224-model.safetensors"
        ).path

        @Test(arguments: [
            ("lookup-base-224", ["3": 6.672, "5": 8.467, "7": 11.178, "10": 17.009]),
            ("lookup-base-384", ["3": 17.749, "5": 19.713, "7": 22.676, "10": 29.042]),
            ("lookup-small-224", ["3": 1.710, "5": 2.183, "7": 2.901, "10": 4.463]),
        ])
        func theWorkOfEachSideIsTheFormulas(geometry: String, gmacs: [String: Double]) async throws {
            let run = try await Program.run("model", "info", "--geometry", geometry, "--json")
            #expect(run.status == 0 && run.errors.isEmpty)
            let report = try JSONObject(run.output)
            #expect(["regionSide", "alpha", "beta", "fingerprint"].allSatisfy(report.isNull))
            let stages = try report.object("stages")
            #expect(["elastic", "focus", "localization", "plain"].allSatisfy(stages.isNull))
            for (side, expected) in gmacs {
                let stage = try stages.object("lookup").object(side)
                #expect(stage.keys == ["gmacs", "tokens"])
                let number = try #require(Int(side))
                #expect(try stage.value("tokens") == number * number)
                #expect(try (1000 * stage.value("gmacs", as: Double.self)).rounded() / 1000 == expected, "\(side)")
            }
        }

        @Test func aFileIsCountedAsItIs() async throws {
            let run = try await Program.run("model", "info", model, "--json")
            let report = try JSONObject(run.output)
            #expect(try report.value("architecture") == "lookup-vit" && report.value("grid") == 14)
            #expect(try report.value("reverseNorm") == "none" && report.value("alignCorners") == false)
            #expect(try report.object("stages").object("lookup").keys == (1...14).map(String.init).sorted())
            let table = try await Program.run("model", "info", model)
            #expect(table.lines.contains { $0.hasPrefix("lookup 10x10") })
        }

        @Test func oneStageHasNoGlanceAndNoRegion() async throws {
            let run = try await Program.run("classify", Program.photograph("cat"), "--model", model, "--json")
            #expect(run.status == 0 && run.errors.isEmpty)
            let line = try JSONObject(try #require(run.lines.first))
            #expect(try line.value("stage") == "lookup")
            #expect(line.isNull("localization") && line.isNull("region") && line.isNull("kept"))
            #expect(try line.objects("top5").count == 5)
            let times = try line.object("milliseconds")
            #expect(try times.value("localization", as: Double.self) == 0 && times.value("focus", as: Double.self) > 0)
        }

        @Test func theCompressedSideAndTheHeadChangeTheAnswer() async throws {
            var confidences: Set<Double> = []
            for flags in [["3"], ["7"], ["14"], ["7", "--head", "compressed"]] {
                let arguments = [Program.photograph("cat"), "--model", model, "--json", "--compressed-side"] + flags
                let run = try await Program.run("classify", arguments: arguments)
                let line = try JSONObject(try #require(run.lines.first, "\(run.errors)"))
                confidences.insert(try line.value("confidence"))
            }
            #expect(confidences.count == 4)
        }

        @Test func aGlanceAtFewTokensDecidesWhetherMoreLook() async throws {
            let arguments = [
                Program.photograph("cat"), "--model", model, "--json", "--glance-side", "3", "--compressed-side", "7",
            ]
            let sure = try await Program.run("classify", arguments: arguments + ["--threshold", "0"])
            var line = try JSONObject(try #require(sure.lines.first))
            #expect(try line.value("stage") == "localization")
            let unsure = try await Program.run("classify", arguments: arguments + ["--no-exit"])
            line = try JSONObject(try #require(unsure.lines.first))
            #expect(try line.value("stage") == "focus" && line.isNull("region") && line.isNull("kept"))
            #expect(try line.object("localization").keys == ["class", "confidence"])
        }

        @Test func flagsOfTheOtherFamilyAreRefused() async throws {
            let region = try await Program.run(
                "classify", Program.photograph("cat"), "--model", model, "--region-side", "4")
            #expect(region.status == 2 && region.errors.contains("--region-side: this is a LookupViT model"))
            let side = try await Program.run("classify", Program.photograph("cat"), "--compressed-side", "5")
            #expect(side.status == 2 && side.errors.contains("--compressed-side: this is no LookupViT model"))
            let large = try await Program.run(
                "classify", Program.photograph("cat"), "--model", model, "--compressed-side", "15")
            #expect(large.status == 2 && large.errors.contains("this model has 14 x 14 tokens"))
            let drawn = try await Program.run("visualize", Program.photograph("cat"), "--model", model)
            #expect(drawn.status == 1 && drawn.errors.contains("holds a LookupViT model"))
        }

        @Test func evaluationHasTheCurveAndTheCascades() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/cat.jpg")
            try folder.copy(Program.photograph("coffee"), to: "4/coffee.jpg")
            let run = try await Program.run("eval", folder.path, "--model", model, "--json")
            #expect(run.status == 0 && run.errors.isEmpty)
            let report = try JSONObject(run.output)
            let sides = try report.objects("sides")
            #expect(try sides.map { try $0.value("compressedSide", as: Int.self) } == [3, 5, 7, 10])
            #expect(sides[0].keys == ["compressedSide", "gmacs", "milliseconds", "tokens", "top1", "top5"])
            let gmacs = try sides.map { try $0.value("gmacs", as: Double.self) }
            #expect(gmacs == gmacs.sorted() && Set(gmacs).count == 4)
            let sweeps = try report.objects("sweeps")
            #expect(try sweeps.map { try $0.value("compressedSide", as: Int.self) } == [5, 7, 10])
            let one = try await Program.run(
                "eval", folder.path, "--model", model, "--compressed-side", "7", "--precision", "bf16")
            #expect(one.status == 0 && one.output.contains("lookup 7x7") && one.output.contains("bf16 beside fp32"))
            #expect(!one.output.contains("cascade"))
        }

        @Test func gearsMoveTheThresholdAndTheCompressedSide() async throws {
            let folder = try TemporaryFolder()
            let table = "\(folder.path)/gears.json"
            let pictures = [Program.photographs, "--model", model]
            let run = try await Program.run("calibrate", arguments: pictures + ["--out", table, "--json"])
            #expect(run.status == 0 && run.errors.isEmpty)
            let gears = try JSONObject(run.output).objects("gears")
            #expect(try gears.allSatisfy { try [5, 7, 10].contains($0.value("regionSide", as: Int.self)) })
            let up = ["--source", Program.photographs, "--once", "--json", "--model", model, "--gears", table]
            let cluster = try await Program.run("up", arguments: up + ["--pin-gear", "1"])
            #expect(cluster.status == 0, "\(cluster.errors)")
            let frames = try cluster.lines.dropLast().map { try JSONObject($0) }
            #expect(try frames.count == 4 && frames.allSatisfy { try $0.value("gear") == 1 })
            let small = try await Program.run("calibrate", arguments: pictures + ["--sides", "3"])
            #expect(small.status == 2 && small.errors.contains("its glance (--glance-side) sees 3 x 3 of them"))
        }

        @Test func onlyWorkersChooseAmongSides() async throws {
            for arguments in [["classify", Program.photograph("cat")], ["edge", "--source", Program.photographs]] {
                let run = try await Program.run(
                    arguments[0],
                    arguments: Array(arguments.dropFirst()) + ["--model", model, "--compressed-sides", "7"])
                #expect(run.status == 2 && run.errors.contains("--compressed-sides: for workers, whose queue chooses"))
            }
            let both = try await Program.run(
                "worker", "--model", model, "--compressed-side", "7", "--compressed-sides", "7", "5")
            #expect(both.status == 2 && both.errors.contains("name one"))
            let large = try await Program.run("worker", "--model", model, "--compressed-sides", "7", "15")
            #expect(large.status == 2 && large.errors.contains("--compressed-sides 15: this model has 14 x 14 tokens"))
        }

        @Test func splitAcrossNodesTheAnswerIsBitEqual() async throws {
            let sides = ["--glance-side", "3", "--compressed-side", "7", "--no-exit", "--json", "--model", model]
            let alone = try await Program.run("classify", arguments: [Program.photographs, "--threads", "1"] + sides)
            let split = try await Program.run(
                "up",
                arguments: ["--source", Program.photographs, "--once", "--payload", "exact", "--batch", "1"] + sides)
            #expect(split.status == 0, "\(split.errors)")
            let expected = try alone.lines.map { try JSONObject($0).value("confidence", as: Double.self) }
            let frames = try split.lines.dropLast().map { try JSONObject($0) }
            #expect(try frames.allSatisfy { try $0.value("outcome", as: String.self) == "focused" })
            #expect(try Set(frames.map { try $0.value("confidence", as: Double.self) }) == Set(expected))
            #expect(frames.count == 4)
        }

        @Test func aClusterAnswersWhatTheGlanceDoesNot() async throws {
            let run = try await Program.run(
                "up", "--source", Program.photographs, "--once", "--json", "--no-exit", "--model", model)
            #expect(run.status == 0, "\(run.errors)")
            let account = try JSONObject(try #require(run.lines.last)).object("account")
            #expect(try account.value("offered") == 4 && account.value("focused") == 4)
            let features = try await Program.run(
                "up", "--source", Program.photographs, "--once", "--model", model, "--payload", "features")
            #expect(features.status == 2 && features.errors.contains("pixels or exact"))
            let glancing = try await Program.run("worker", "--model", model, "--glance-side", "3")
            #expect(glancing.status == 2 && glancing.errors.contains("workers do not glance"))
        }

        @Test func anElasticFocusStageIsOneOfTheCluster() async throws {
            let elastic = Program.repository.appending(
                path: "Tests/LookupViTTests/Fixtures/random-elastic-model.safetensors"
            ).path
            let info = try await Program.run("model", "info", elastic, "--json")
            let stages = try JSONObject(info.output).object("stages")
            #expect(stages.keys.filter { !stages.isNull($0) } == ["elastic", "focus", "localization", "plain"])
            #expect(try stages.object("elastic").keys == (1...6).map(String.init))
            let side = ["--compressed-side", "3", "--no-exit", "--json", "--model", elastic]
            let alone = try await Program.run("classify", arguments: [Program.photographs, "--threads", "1"] + side)
            #expect(alone.status == 0, "\(alone.errors)")
            let split = try await Program.run(
                "up",
                arguments: ["--source", Program.photographs, "--once", "--payload", "exact", "--batch", "1"] + side)
            #expect(split.status == 0, "\(split.errors)")
            let expected = try alone.lines.map { try JSONObject($0).value("confidence", as: Double.self) }
            let found = try split.lines.dropLast().map { try JSONObject($0).value("confidence", as: Double.self) }
            #expect(Set(found) == Set(expected) && found.count == 4)
        }

        @Test func severalModelsStandOnOneCurve() async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "3/cat.jpg")
            let run = try await Program.run(
                "bench", "curve", folder.path, "--json", "--models", model, Program.model("224"), Program.model("plain")
            )
            #expect(run.status == 0, "\(run.errors)")
            let points = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
            #expect(
                points?.compactMap { $0["stage"] as? String } == [
                    "lookup 3x3", "lookup 5x5", "lookup 7x7", "lookup 10x10", "localization", "focus m=5", "plain",
                ])
            #expect(points?.allSatisfy { ($0["milliseconds"] as? Double ?? 0) > 0 } == true)
        }
    }
}
