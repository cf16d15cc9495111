package import Foundation

/// What is said of a frame to whoever wants to know: one JSON object, the same for every sink.
package struct ResultEvent: Codable, Equatable, Sendable {
    /// The same on every repeat.
    package var id: String
    /// When the frame was to be handed over, by ISO 8601.
    package var time: String
    /// The camera.
    package var camera: String
    /// The frame's number at its camera, since the edge was started.
    package var frame: UInt64
    /// exited, focused, fallback, rejected or dropped; nil for an answer before the last one.
    package var outcome: String?
    /// Why it was that outcome.
    package var reason: String?
    /// The class's index.
    package var `class`: Int?
    /// The class's name.
    package var label: String?
    /// How sure the model is, 0 to 1.
    package var confidence: Float?
    /// Whether this is the frame's last word, but for one that comes late.
    package var final: Bool
    /// Whether the answer is localization's for a hard frame.
    package var provisional: Bool
    /// The worker that answered.
    package var worker: String?
    /// The gear in force.
    package var gear: Int?
    /// From when the frame was scheduled until this was known.
    package var milliseconds: Double
    /// What went wrong.
    package var detail: String?
    /// Where the close look of a hard frame is yet to come: the id that the late answer will have.
    package var awaits: String?
    /// In a late answer: the id of what was said when the frame ended.
    package var corrects: String?
    /// How long ago `time` was when the sink was told, in seconds.
    package var age: Double?

    /// Says of a frame what is always known.
    package init(id: String, time: Date, camera: String, frame: UInt64, milliseconds: Double) {
        (self.id, self.camera, self.frame, self.milliseconds) = (id, camera, frame, milliseconds)
        self.time = Self.text(of: time)
        (final, provisional) = (false, false)
    }

    /// A time as results tell it.
    static func text(of time: Date) -> String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// The object without an end of line.
    package func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A confidence that is no number cannot be said in JSON.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    /// Reads what `json` writes; nil where it is something else.
    package init?(json: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let event = try? decoder.decode(ResultEvent.self, from: Data(json)) else { return nil }
        self = event
    }
}
