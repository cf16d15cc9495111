import Foundation
import Testing

/// A real browser that pages are opened in.
enum Browser {
    /// Whether there is one.
    @Sendable static func isThere() async -> Bool {
        (try? await Program.shell("command -v chromium"))?.status == 0
    }

    /// Opens a page of plots, checks that its script ran without errors and drew each plot, and keeps a picture of it
    /// beside the build.
    static func check(_ page: String, plots: [String]) async throws {
        let chromium = "chromium --headless --no-sandbox --disable-gpu --virtual-time-budget=5000"
        let dump = try await Program.shell("\(chromium) --dump-dom 'file://\(page)' 2>/dev/null")
        #expect(dump.output.contains("data-state=\"drawn\""))
        #expect(!dump.output.contains("data-errors"))
        // A scale of no width, or a figure that is not there, would show as this in a path.
        #expect(!dump.output.contains("NaN") && !dump.output.contains("undefined\""))
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
