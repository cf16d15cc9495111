import Foundation
import Testing

extension CommandTests {
    struct BenchTests {
        @Test func theEnginesStagesAreReported() async throws {
            let run = try await Program.run(
                "bench", "engine", "--geometry", Program.model("224"), "--rounds", "1", "--threads", "1", "--precision",
                "fp32", "--json"
            )
            #expect(run.status == 0 && run.lines.count == 1)
            let report = try JSONObject(run.output)
            #expect(
                report.keys == [
                    "batch", "cascadeRatio", "geometry", "limitGFLOPs", "precision", "rounds", "stages", "threads",
                ])
            #expect(try report.value("cascadeRatio", as: Double.self) > 0)
            #expect(try report.value("limitGFLOPs", as: Double.self) > 0)
            let stages = try report.objects("stages")
            #expect(
                try stages.map { try $0.value("name", as: String.self) }
                    == ["plain", "localization", "features", "focus"])
            for stage in stages {
                #expect(stage.keys == ["gflops", "milliseconds", "name", "timesLimit"])
                for key in ["gflops", "milliseconds", "timesLimit"] {
                    #expect(try stage.value(key, as: Double.self) > 0)
                }
            }
        }

        @Test func peopleGetATable() async throws {
            let run = try await Program.run("bench", "engine", "--geometry", Program.model("plain"), "--rounds", "1")
            #expect(
                run.status == 0 && run.output.contains("x limit")
                    && run.output.contains("1 thread, batch 1, median of 1 round"))
        }

        @Test func theBrokersAreMeasuredInTurn() async throws {
            let run = try await Program.run("bench", "broker", "--rounds", "1", "--seconds", "0.1", "--json")
            #expect(run.status == 0 && run.lines.count == 1)
            let report = try JSONObject(run.output)
            for key in ["proxyMessagesPerSecond", "coordinatorMessagesPerSecond", "ratio", "directMicrosecondsP50"] {
                #expect(try report.value(key, as: Double.self) > 0)
            }
            #expect(Set(report.keys).isSuperset(of: ["addedMicrosecondsP50", "addedMicrosecondsP99"]))
        }
    }
}
