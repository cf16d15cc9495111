import Foundation
import Logging
import Logs
import Synchronization
import Testing

/// What was written.
private final class Page: Sendable {
    let lines = Mutex<[String]>([])
}

struct LineLogHandlerTests {
    private func log(_ format: LogFormat, _ body: (Logger) -> Void) -> [String] {
        let page = Page()
        body(
            Logger(label: "test") { _ in
                LineLogHandler(node: "edge-1", format: format, level: .info) { line in
                    page.lines.withLock { $0.append(line) }
                }
            })
        return page.lines.withLock { $0 }
    }

    @Test func aFrameIsNamedByCameraAndNumber() throws {
        let lines = log(.text) { $0.warning("fallback", metadata: ["camera": "front door", "frame": "7"]) }
        #expect(lines.first?.hasSuffix(#" warning edge-1: fallback camera="front door" frame=7"#) == true)
    }

    @Test func programsGetOneFlatObjectALine() throws {
        let lines = log(.json) { $0.error("a \"b\"\n", metadata: ["camera": "c"]) }
        #expect(lines.count == 1 && !lines[0].contains("\n"))
        let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: String]
        #expect(object?["camera"] == "c" && object?["message"] == "a \"b\"\n" && object?["level"] == "error")
        #expect(object?["node"] == "edge-1" && object?["time"]?.isEmpty == false)
    }

    @Test func whatIsBelowTheLevelIsNotWritten() {
        #expect(log(.text) { $0.debug("frame") }.isEmpty)
    }
}
