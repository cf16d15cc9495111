import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// Load tests of a cluster of its own, through the built program.
    struct ReplayCommandTests {
        private func report(_ folder: TemporaryFolder, _ flags: String) async throws -> (Program, JSONObject) {
            // A machine that is busy with other tests may be late; what is asked here is what the report says.
            let run = try await Program.shell(
                "$FOVEA replay --lateness 60000 --report '\(folder.path)/report.json' \(flags)")
            return (run, try JSONObject(try folder.read("report.json")))
        }

        @Test func aClusterOfItsOwnIsDrivenAndEveryFrameAccountedFor() async throws {
            let folder = try TemporaryFolder()
            let (run, report) = try await report(
                folder,
                "--target up --source '\(Program.photographs)' --cameras 4 --fps 5 --seconds 2 --budget 60000 "
                    + "--frames '\(folder.path)/frames.jsonl'"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(try report.value("valid") == true && report.value("conservation") == true)
            let account = try report.value("account", as: [String: Int].self)
            let offered = try #require(account["offered"])
            #expect((36...44).contains(offered) && account["inFlight"] == 0)
            #expect(account.filter { $0.key != "offered" }.values.reduce(0, +) == offered)
            for outcome in ["exited", "focused"] {
                let latency = try report.object("latency").object(outcome)
                let percentiles = try ["p50", "p90", "p99", "p999"].map { try latency.value($0, as: Double.self) }
                #expect(percentiles == percentiles.sorted() && percentiles[0] > 0)
                #expect(try latency.value("count") == account[outcome])
                let counts = try report.object("histogram").objects(outcome).map { try $0.value("count", as: Int.self) }
                #expect(counts.reduce(0, +) == account[outcome])
            }
            #expect(try report.value("goodput", as: Double.self) <= Double(offered) / 2)
            #expect(try report.value("bytesPerFrame", as: Double.self) > 1000)
            #expect(report.isNull("accuracy") && report.isNull("queries") && report.isNull("rateSearch"))
            #expect(try report.object("settings").value("cameras") == 4)
            #expect(try report.object("schedule").value("max", as: Double.self) >= 0)
            let timeline = try report.objects("timeline")
            #expect(try timeline.map { try $0.value("offered", as: Int.self) }.reduce(0, +) == offered)
            let lines = try folder.read("frames.jsonl").split(separator: "\n")
            #expect(lines.count == offered)
            #expect(run.output.contains("offered \(offered) = exited"))
        }

        @Test func aLabelledFolderGivesAccuracyAndRecordedEdgesTheSameAnswers() async throws {
            let folder = try TemporaryFolder()
            for (name, label) in [("cat", "285"), ("coffee", "espresso"), ("rocket", "0")] {
                try folder.copy(Program.photograph(name), to: "pictures/\(label)/\(name).jpg")
            }
            for edges in ["real", "recorded"] {
                let (run, report) = try await report(
                    folder, "--source '\(folder.path)/pictures' --mode offline --fps 30 --seconds 1 --edges \(edges)")
                #expect(run.status == 0, "\(run.errors)")
                #expect(try report.value("accuracy", as: Double.self) == 2.0 / 3)
                #expect(try report.object("account").value("focused") == 10)
                #expect(try report.object("account").value("exited") == 20)
            }
        }

        @Test func aRecordedStreamIsPlayedAgain() async throws {
            let folder = try TemporaryFolder()
            let recording = try await Program.shell(
                "$FOVEA up --once --source '\(Program.photographs)' --record '\(folder.path)/trace'")
            #expect(recording.status == 0)
            let (run, report) = try await report(folder, "--trace '\(folder.path)/trace' --speed-up 2 --budget 60000")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try report.object("account").value("offered") == 4)
            #expect(try report.object("settings").value("arrivals") == "trace")
            let again = try await Program.shell(
                "$FOVEA up --once --source '\(Program.photographs)' --record '\(folder.path)/trace'")
            #expect(again.status == 1 && again.errors.contains("holds a trace already"))
        }

        @Test func whatIsNoPictureIsRejectedAndCountedApart() async throws {
            let folder = try TemporaryFolder()
            try folder.write("pictures/a.jpg", Data("no picture".utf8))
            try folder.copy(Program.photograph("cat"), to: "pictures/b.jpg")
            for edges in ["real", "recorded"] {
                let (run, report) = try await report(
                    folder, "--source '\(folder.path)/pictures' --mode offline --fps 10 --seconds 1 --edges \(edges)")
                #expect(run.status == 0, "\(run.errors)")
                #expect(try report.object("account").value("rejected") == 5)
                #expect(try report.object("reasons").object("rejected").value("notAPicture") == 5)
                #expect(try report.object("latency").object("rejected").value("count") == 5)
            }
        }

        @Test func theHighestHeldRateIsLookedForDownToWhatARunCanTell() async throws {
            let folder = try TemporaryFolder()
            // No answer comes within a microsecond, so no rate is held; a run of half a second tells of 20 a second.
            let (run, report) = try await report(
                folder,
                "--source '\(Program.photographs)' --fps 40 --seconds 0.5 --find-rate --edges recorded --objective 0.001"
            )
            #expect(run.status == 0, "\(run.errors)")
            let search = try report.object("rateSearch")
            #expect(search.isNull("held"))
            #expect(try search.value("failed") == 20)
            let trials = try search.objects("trials")
            #expect(try trials.map { try $0.value("rate", as: Double.self) } == [40, 20])
            #expect(try trials.allSatisfy { try $0.value("held") == false && $0.value("isValid") == true })
            #expect(run.output.contains("highest held rate: no rate that was tried"))
        }

        @Test(arguments: [
            ("--cameras 0", "--cameras 0: 1 to 100000"),
            ("--fps 0", "--fps 0.0: above 0, at most 100000"),
            ("--target up --target up", "--target: either `up` once, or one address or more"),
            ("--target 10.0.0.1", "The value '10.0.0.1' is invalid for '--target <target>'"),
            ("--find-rate --frames a", "--frames belongs to one run"),
            ("--mode offline --find-rate", "--find-rate needs frames that come by a schedule"),
            ("--trace a --cameras 2", "--trace has its own pictures and cameras"),
            ("--speed-up 2", "--speed-up belongs to --trace"),
            ("--target tcp://10.0.0.1:7101", "tcp://10.0.0.1:7101: connections off this machine are encrypted"),
        ])
        func wrongFlagsAreNamed(flags: String, problem: String) async throws {
            let run = try await Program.shell("cd '\(Program.repository.path)' && $FOVEA replay \(flags)")
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errors.hasPrefix("Error: \(problem)"), "\(run.errors)")
        }

        @Test(arguments: [
            ("--source nowhere", "Error: nowhere: no such folder"),
            ("--trace nowhere", "Error: nowhere/trace.jsonl: it cannot be read"),
            (
                "--report /nowhere/report.json --seconds 0.1",
                "Error: /nowhere/report.json: the report cannot be written"
            ),
        ])
        func whatIsNotThereIsNamed(flags: String, problem: String) async throws {
            let run = try await Program.shell("cd '\(Program.repository.path)' && $FOVEA replay \(flags)")
            #expect(run.status == 1 && run.output.isEmpty)
            #expect(run.errors.hasPrefix(problem), "\(run.errors)")
        }
    }
}
