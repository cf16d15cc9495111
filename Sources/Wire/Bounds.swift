/// The bounds of every field, in one place; proto/fovea.proto states them for other languages.
package enum Bounds {
    /// The version of the protocol spoken here.
    package static let version: UInt32 = 1
    /// Bytes of frame 1.
    package static let headerBytes = 16_384
    /// Payload frames after frame 1.
    package static let payloadFrames = 1...8
    /// Bytes of a payload frame.
    package static let frameBytes = 1...67_108_864
    /// Bytes of a name.
    package static let nameBytes = 1...64
    /// Bytes of a software's name and version.
    package static let softwareBytes = 0...64
    /// Bytes of a reason.
    package static let reasonBytes = 0...256
    /// Cameras named in a hello.
    package static let cameras = 0...256
    /// Bytes of a fingerprint.
    package static let fingerprintBytes = 32
    /// Bytes of a page's address.
    package static let pageBytes = 0...256
    /// Frames of an edge since it started.
    package static let frames = 0...1 << 53
    /// Requests in a batch.
    package static let batch = 1...256
    /// Measured batch sizes of a worker.
    package static let serviceTimes = 1...16
    /// Requests that a worker takes at once.
    package static let creditItems = 0...4096
    /// Payload bytes that a worker takes at once.
    package static let creditBytes = 0...17_179_869_184
    /// Any time: ten minutes.
    package static let time = Duration.zero...Duration.seconds(600)
    /// A budget or service time.
    package static let positiveTime = Duration.microseconds(1)...Duration.seconds(600)
    /// Time between heartbeats.
    package static let heartbeat = Duration.milliseconds(1)...Duration.seconds(60)
    /// Silent intervals after which a peer is lost.
    package static let lostAfter = 1...10
    /// Time until a refused peer may try again.
    package static let retry = Duration.zero...Duration.seconds(3600)
    /// Position of a class.
    package static let classIndex = 0...1_048_575
    /// Answers in a list of the most probable classes.
    package static let top = 0...5
    /// Side of a picture in pixels.
    package static let imageSide = 32...1024
    /// Side of a region in cells.
    package static let regionSide = 1...32
    /// Side of a grid of compressed tokens; 0 for none.
    package static let compressedSide = 0...regionSide.upperBound
    /// Extent of a payload frame's contents.
    package static let extent = 1...4096
    /// Attempts of a request: 0 from an edge.
    package static let attempt = 0...8
    /// Numbers of gears: 0 for none.
    package static let gear = 0...255
    /// Counted requests in a load.
    package static let count = 0...1_000_000
    /// A share or probability.
    package static let share = Float(0)...Float(1)
}
