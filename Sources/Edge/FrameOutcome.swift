package import LFViT
package import Wire

/// What an edge says of a frame: its end, or on the way there a provisional answer.
package struct FrameOutcome: Sendable {
    /// The camera that the frame comes from.
    package let camera: Camera
    /// Its number at its camera.
    package let frame: UInt64
    /// What people know its picture by, a file's path for one; nil where it has no name.
    package let name: String?
    /// What it shows.
    package let picture: OfferedFrame.Picture
    /// How it ended; nil while it has not.
    package let outcome: Outcome?
    /// What was seen; nil where nothing was.
    package var answer: Answer?
    /// Whether the answer is localization's for a hard frame.
    package var isProvisional = false
    /// When the frame was to be handed over.
    package let scheduled: ContinuousClock.Instant
    /// From when the frame was scheduled until now.
    package let elapsed: Duration
    /// How long it was at the edge's stations; nil where it was not glanced at.
    package var times: GlanceTimes?
    /// Localization's answer to a hard frame.
    package var glanced: Answer?
    /// The worker's whole answer, with the times of its stations; nil where none came.
    package var result: FocusResult?
    /// What was seen of a hard frame; kept of a few only.
    package var seen: SeenFrame?
    /// Where focus looked, or was asked to.
    package var region: LFViT.Region?
    /// The worker that answered.
    package var worker: String?
    /// The gear that was in force; nil without one.
    package var gear: Int?
    /// One line for people about what went wrong.
    package var detail: String?

    /// A class and how sure the model is.
    package struct Answer: Equatable, Sendable {
        /// The class index.
        package let classIndex: Int
        /// The softmax probability.
        package let confidence: Float

        /// Makes an answer.
        package init(classIndex: Int, confidence: Float) {
            self.classIndex = classIndex
            self.confidence = confidence
        }

        init(_ answer: LFViT.Answer) {
            self.init(classIndex: answer.best.index, confidence: answer.best.confidence)
        }
    }

    /// Whether this is the frame's one last word.
    package var isFinal: Bool { outcome != nil }

    /// From when the frame was scheduled until now, in milliseconds.
    package var milliseconds: Double { elapsed / .milliseconds(1) }

    init(_ frame: OfferedFrame, _ outcome: Outcome?) {
        camera = frame.camera
        self.frame = frame.number
        name = frame.name
        picture = frame.picture
        self.outcome = outcome
        scheduled = frame.scheduled
        elapsed = ContinuousClock.now - frame.scheduled
    }
}
