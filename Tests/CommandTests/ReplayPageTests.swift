import Foundation
import TestFolders
import Testing

/// Whether a browser is there to open pages in.
private func hasBrowser() async -> Bool {
    (try? await Program.shell("command -v chromium"))?.status == 0
}

extension CommandTests {
    struct ReplayPageTests {
        @Test(.enabled("chromium is not installed: apt-get install chromium", hasBrowser))
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
            try await check(page, plots: ["latency shares", "latency histogram", "rates", "queue", "bytes", "memory"])
            try await check(compared, plots: ["latency shares", "latency histogram"])
        }

        @Test func whatIsNoReportIsNamed() async throws {
            let folder = try TemporaryFolder()
            try folder.write("a.json", Data("{}".utf8))
            let run = try await Program.run("replay", "--compare", "\(folder.path)/a.json", "/nowhere/b.json")
            #expect(run.status == 1)
            #expect(run.problems == ["Error: \(folder.path)/a.json is no report of `fovea replay --report`"])
        }

        /// Opens a page, and keeps a picture of it beside the build.
        private func check(_ page: String, plots: [String]) async throws {
            let chromium = "chromium --headless --no-sandbox --disable-gpu --virtual-time-budget=5000"
            let dump = try await Program.shell("\(chromium) --dump-dom 'file://\(page)' 2>/dev/null")
            #expect(dump.output.contains("data-state=\"drawn\""))
            #expect(!dump.output.contains("data-errors"))
            for plot in plots {
                let marks = try #require(
                    dump.output.firstMatch(of: try Regex("data-plot=\"\(plot)\"\\s+data-marks=\"(\\d+)\"")))
                #expect(Int(marks[1].substring ?? "0") ?? 0 > 0)
            }
            let pictures = Program.repository.appending(path: ".build/pages")
            try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
            let name = URL(fileURLWithPath: page).deletingPathExtension().lastPathComponent
            let picture = pictures.appending(path: "\(name).png").path
            _ = try await Program.shell(
                "\(chromium) --window-size=1180,1600 --screenshot='\(picture)' 'file://\(page)' 2>/dev/null")
            #expect(FileManager.default.fileExists(atPath: picture))
        }
    }
}
