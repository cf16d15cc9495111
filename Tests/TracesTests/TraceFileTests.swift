import Foundation
import Testing
import Traces

struct TraceFileTests {
    @Test func aSpanBecomesAPairThatOtherProcessesJoin() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try TraceFile(path, process: 7, name: "edge")
        file.record(
            Span(
                "decoding", request: "ab-1", camera: "door \"1\"", frame: 3, start: .now, duration: .milliseconds(2)))
        await file.finish()
        let data = try Data(contentsOf: URL(filePath: path))
        let events = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(events.map { $0["ph"] as? String } == ["M", "b", "e"])
        #expect(events[1]["id"] as? String == "ab-1")
        #expect((events[1]["args"] as? [String: String])?["camera"] == "door \"1\"")
        let times = events.dropFirst().compactMap { $0["ts"] as? Int }
        #expect(times[1] - times[0] == 2000)
        #expect(file.lost == 0)
    }

    @Test func aThousandSpansOfAnyNameAreOneListOfEvents() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try TraceFile(path, process: 7, name: "edge")
        let cameras = ["süd", "back\\slash", "a \"quoted\" one", "/"]
        for number in 0..<1000 {
            file.record(
                Span(
                    "focus", request: number.isMultiple(of: 2) ? "r\(number)" : nil, camera: cameras[number % 4],
                    frame: UInt64(number), start: .now, duration: .milliseconds(-1)))
        }
        await file.finish()
        let data = try Data(contentsOf: URL(filePath: path))
        let events = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(events.count == 2001 && file.lost == 0)
        let named = events.compactMap { ($0["args"] as? [String: String])?["camera"] }
        #expect(named == (0..<1000).map { cameras[$0 % 4] })
        #expect(events[3]["id"] as? String == "7/back\\slash/1")
        // A time that runs backwards is none.
        #expect(events[1]["ts"] as? Int == events[2]["ts"] as? Int)
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        #expect(throws: TraceError.self) { try TraceFile("/nowhere/trace.json", process: 1, name: "edge") }
    }
}
