package import Edge

/// What is replayed: which cameras show which pictures, and when.
package struct ReplayPlan: Sendable {
    /// A picture and what is known of it.
    package struct Picture: Sendable {
        /// Where it lies, or what it is called.
        package let path: String
        /// What is offered.
        package let content: OfferedFrame.Picture
        /// Its class; nil where nobody has said.
        package let label: Int?

        /// Names a picture.
        ///
        /// - Parameter content: what is offered; the file at the path where nil.
        package init(path: String, content: OfferedFrame.Picture? = nil, label: Int? = nil) {
            self.path = path
            self.content = content ?? .file(path)
            self.label = label
        }
    }

    /// A camera and what it shows.
    package struct Stream: Sendable {
        /// The camera.
        package let camera: Camera
        /// Its pictures, as positions in the plan's list, shown in this order again and again.
        package let pictures: [Int]
        /// With which of them it begins.
        package let first: Int
        /// When its frames are due, where that was recorded.
        package let times: [Duration]?

        /// Makes a stream of at least one picture.
        package init(_ camera: Camera, pictures: [Int], first: Int = 0, times: [Duration]? = nil) {
            self.camera = camera
            self.pictures = pictures
            self.first = first
            self.times = times
        }
    }

    /// All pictures.
    package var pictures: [Picture]
    /// All cameras.
    package var streams: [Stream]
    /// How frames come.
    package var pattern = ArrivalPattern.cadence(jitter: 0.1)
    /// When the next is handed over.
    package var mode = ReplayMode.open
    /// Frames a second and camera.
    package var rate = 5.0
    /// How long frames are offered.
    package var length: Duration = .seconds(10)
    /// Whether a camera shows its present, as live cameras do: while a frame is glanced at, a newer one takes the place of
    /// one that waits. Of modes with an open loop.
    package var newestWins = false
    /// What is done to the cluster meanwhile.
    package var events = EventSchedule()
    /// How many times as fast a recording is played.
    package var speedUp = 1.0
    /// What all that is random begins with.
    package var seed: UInt64 = 1

    /// Makes a plan with the usual arrivals.
    package init(pictures: [Picture], streams: [Stream]) {
        self.pictures = pictures
        self.streams = streams
    }

    /// The position of the picture that a camera shows in a frame.
    package func picture(camera: Int, number: Int) -> Int {
        let stream = streams[camera]
        return stream.pictures[(stream.first + number) % stream.pictures.count]
    }

    /// When frames are due, of modes with an open loop.
    package var schedule: Schedule {
        if isRecorded, mode == .open { return Schedule(recorded: streams.compactMap(\.times), speedUp: speedUp) }
        let pattern = mode == .server ? ArrivalPattern.poisson : pattern
        return Schedule(pattern, rate: rate, cameras: streams.count, seed: seed, end: length)
    }

    /// Whether the times are those of a recording.
    package var isRecorded: Bool { streams.allSatisfy { $0.times != nil } }

    /// How many frames each camera offers in mode `offline`.
    package var framesPerCamera: Int { max(1, Int((length / .seconds(1) * rate).rounded())) }

    /// Frames a second of all cameras together, as planned.
    package var totalRate: Double { rate * Double(streams.count) }
}
