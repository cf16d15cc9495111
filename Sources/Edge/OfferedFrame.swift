package import Images

/// One frame as a source hands it over.
package struct OfferedFrame: Sendable {
    /// Where the picture is.
    package enum Picture: Sendable {
        /// In a file.
        case file(String)
        /// Here: one whole JPEG or PNG file.
        case bytes([UInt8])
        /// Here, decoded: a frame of a video.
        case pixels(SharedPicture)
        /// Glanced at before, by an edge with the same settings: what the glance said is replayed.
        case glanced(GlancedPicture)
    }

    /// The camera it comes from.
    package let camera: Camera
    /// Its number at its camera.
    package let number: UInt64
    /// The picture.
    package let picture: Picture
    /// What people know the picture by, a file's path for one; nil where it has no name.
    package let name: String?
    /// When it was to be handed over; its budget and its latency count from then.
    package let scheduled: ContinuousClock.Instant

    /// Makes a frame that is scheduled for now, unless told otherwise.
    package init(
        camera: Camera, number: UInt64, picture: Picture, name: String? = nil,
        scheduled: ContinuousClock.Instant = ContinuousClock.now
    ) {
        self.camera = camera
        self.number = number
        self.picture = picture
        self.name = name
        self.scheduled = scheduled
    }
}

/// A frame that was entered into the books.
struct AdmittedFrame: Sendable {
    let ticket: FrameAccount.Ticket
    let offered: OfferedFrame
    /// The gear that it is treated at; nil before that is known, and without one.
    var gear: Int?
}
