import ArgumentParser
import Cameras
import Edge

/// The flags that say which cameras an edge has, and how their streams are treated.
struct CameraFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            A camera and where its frames come from: NAME=rtsp://..., NAME=http://..., NAME=/dev/video0, a video file, a \
            folder, watch:FOLDER or - (docs/cameras.md); several may be named.
            """,
            valueName: "name=address"
        )
    )
    var camera: [CameraArgument] = []

    @Option(
        help: ArgumentHelp(
            "Where the frames of a single camera come from, instead of --camera; without either Photographs.",
            valueName: "address")
    )
    var source: String?

    @Flag(help: "Answer folders and video files once, dropping nothing, and end; without it they repeat until SIGTERM.")
    var once = false

    @Option(
        help: "Frames a second of a camera that are offered at most; of a folder those that it shows, 5 without it.")
    var fps: Double?

    @Option(
        help: ArgumentHelp(
            "Skip frames in which fewer than this share of the picture changed since the last one offered, above 0.",
            valueName: "share"))
    var motion: Double?

    @Option(help: ArgumentHelp("With --motion: offer an unchanged frame this often, in seconds.", valueName: "s"))
    var motionInterval = 10.0

    @Option(help: ArgumentHelp("How long a camera may say nothing before its stream counts as stale.", valueName: "s"))
    var stale = 10.0

    func validate() throws {
        if let fps, !(fps > 0 && fps <= 1000) { throw ValidationError("--fps \(fps): above 0, at most 1000") }
        if let motion, !(motion > 0 && motion <= 1) {
            throw ValidationError("--motion \(motion): a share of the picture, above 0 and at most 1")
        }
        for (name, value) in [("--motion-interval", motionInterval), ("--stale", stale)]
        where !(value > 0 && value <= 86400) {
            throw ValidationError("\(name) \(value): above 0, at most 86400 seconds")
        }
        let named = camera.filter { $0.address != nil }
        if !named.isEmpty, named.count < camera.count || source != nil {
            throw ValidationError("give every camera its address (--camera NAME=ADDRESS) and leave --source out")
        }
        if named.isEmpty, camera.count > 1 {
            throw ValidationError("--source has one camera; name more of them as --camera NAME=ADDRESS")
        }
        let names = camera.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw ValidationError("two cameras are called \(twice); name each once")
        }
    }

    /// The cameras.
    func settings() throws -> [CameraSettings] {
        guard camera.contains(where: { $0.address != nil }) else {
            return [try settings(camera.first?.name ?? "camera-1", source ?? "Photographs")]
        }
        return try camera.map { try settings($0.name, $0.address ?? "") }
    }

    private func settings(_ name: String, _ address: String) throws -> CameraSettings {
        var settings = CameraSettings(try Camera(name), try CameraAddress(address))
        settings.rate = fps
        settings.motion = motion.map { MotionGate.Settings(share: $0, interval: .seconds(motionInterval)) }
        settings.silence = .seconds(stale)
        return settings
    }
}

/// `NAME=ADDRESS`, or a name alone.
struct CameraArgument: ExpressibleByArgument {
    /// The camera's name.
    let name: String
    /// Where its frames come from; nil where only a name was given.
    let address: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        // An address without a name, which has a = of its own or none.
        guard let name = parts.first, !name.contains("://") else { return nil }
        (self.name, address) = (name, parts.count == 2 ? parts[1] : nil)
    }
}
