import Foundation
import TestFolders
import Testing

extension CommandTests {
    struct ReplayPageTests {
        @Test(.enabled("chromium is not installed: apt-get install chromium", Browser.isThere))
        func everyPlotIsDrawnInARealBrowser() async throws {
            let folder = try TemporaryFolder()
            let (report, page) = ("\(folder.path)/report.json", "\(folder.path)/report.html")
            let run = try await Program.run(
                "replay", "--source", Program.photographs, "--cameras", "2", "--fps", "4", "--seconds", "1",
                "--lateness",
                "10000", "--report", report, "--page", page
            )
            #expect(run.status == 0)
            let compared = "\(folder.path)/compared.html"
            #expect(try await Program.run("replay", "--compare", report, report, "--page", compared).status == 0)
            try await Browser.check(
                page, plots: ["latency shares", "latency histogram", "rates", "queue", "bytes", "memory"])
            try await Browser.check(compared, plots: ["latency shares", "latency histogram"])
        }

        @Test func whatIsNoReportIsNamed() async throws {
            let folder = try TemporaryFolder()
            try folder.write("a.json", Data("{}".utf8))
            let run = try await Program.run("replay", "--compare", "\(folder.path)/a.json", "/nowhere/b.json")
            #expect(run.status == 1)
            #expect(run.problems == ["Error: \(folder.path)/a.json is no report of `fovea replay --report`"])
        }
    }
}
