/// What was asked for, as the report tells it.
package struct ReplaySettings: Codable, Equatable, Sendable {
    /// Name and version of the software.
    package var software = ""
    /// `up`, or the coordinators' addresses.
    package var target: [String] = []
    /// Workers of a cluster of its own; nil for a remote one.
    @OrNull package var workers: Int?
    /// The service times of simulated workers; nil where workers compute.
    @OrNull package var simulate: String?
    /// What the link between edge and coordinators did; nil for direct connections.
    @OrNull package var link: String?
    /// The folder that was replayed.
    package var source = ""
    /// Pictures in it.
    package var pictures = 0
    /// Cameras.
    package var cameras = 0
    /// Frames a second and camera.
    package var fps = 0.0
    /// How long frames were to be offered, in seconds.
    package var seconds = 0.0
    /// When the next frame is handed over.
    package var mode = ReplayMode.open
    /// How frames come.
    package var arrivals = ""
    /// Whether frames that waited were dropped for newer ones, as live cameras' are.
    package var newestWins = false
    /// How many times as fast a recording is played; nil where none is.
    @OrNull package var speedUp: Double?
    /// What all that is random began with.
    package var seed: UInt64 = 0
    /// `real` where every frame is glanced at, `recorded` where every picture is.
    package var edges = ""
    /// The latency objective, in milliseconds.
    package var objective = 0.0
    /// How long a frame may take, in milliseconds.
    package var budget = 0.0
    /// The model file.
    package var model = ""
    /// What is sent of hard frames.
    package var payload = ""
    /// The confidence from which localization's answer stands; nil where none suffices.
    @OrNull package var threshold: Double?

    /// Settings to fill in.
    package init() {}
}
