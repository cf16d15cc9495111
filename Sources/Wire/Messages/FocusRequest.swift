/// An edge asks for a close look at one frame; payload frames follow.
package struct FocusRequest: Equatable, Sendable {
    /// Names the request.
    package var id: RequestID
    /// The camera's name, 1 to 64 bytes.
    package var camera: String
    /// The frame's number at its camera.
    package var frame: UInt64
    /// What was left of the frame's budget when the message was sent.
    package var budget: Duration
    /// Which payload follows.
    package var payload: PayloadKind
    /// Where to look.
    package var region: Region
    /// The payload frames in order.
    package var frames: [PayloadFrame]
    /// Localization's own answer.
    package var localization: Answer
    /// The exit threshold in force.
    package var threshold: Float
    /// The gear in force, 0 without one.
    package var gear: Int
    /// How often it was given to a worker, counting this time; 0 from an edge.
    package var attempt: Int
    /// How long it waited at the coordinator; zero from an edge.
    package var queued: Duration
    /// LookupViT: the side of the compressed grid that the gear in force asks for; 0: the worker's choice.
    package var compressedSide: Int

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(
        id: RequestID,
        camera: String,
        frame: UInt64,
        budget: Duration,
        payload: PayloadKind,
        region: Region,
        frames: [PayloadFrame],
        localization: Answer,
        threshold: Float = 0,
        gear: Int = 0,
        attempt: Int = 0,
        queued: Duration = .zero,
        compressedSide: Int = 0
    ) {
        self.id = id
        self.camera = camera
        self.frame = frame
        self.budget = budget
        self.payload = payload
        self.region = region
        self.frames = frames
        self.localization = localization
        self.threshold = threshold
        self.gear = gear
        self.attempt = attempt
        self.queued = queued
        self.compressedSide = compressedSide
    }

    /// Payload bytes as described.
    package var byteCount: Int { frames.reduce(0) { $0 + $1.byteCount } }
}
