/// One frame of a recorded stream: a line of `trace.jsonl`.
package struct TraceLine: Codable, Equatable, Sendable {
    /// The file in a trace's folder that has the lines.
    package static let fileName = "trace.jsonl"

    /// The camera's name.
    package var camera: String
    /// The frame's number at its camera.
    package var frame: UInt64
    /// When it was due, in seconds from the recording's start.
    package var seconds: Double
    /// The picture's file, as a path from the trace's folder.
    package var picture: String
    /// The picture's class, where somebody has said; edges do not know it.
    package var label: Int?
    /// How it ended.
    package var outcome: String
    /// Why, where the outcome has a reason.
    package var reason: String?
    /// The class that was answered.
    package var `class`: Int?
    /// How sure the model was.
    package var confidence: Float?
    /// From when the frame was due until its end.
    package var milliseconds: Double
}
