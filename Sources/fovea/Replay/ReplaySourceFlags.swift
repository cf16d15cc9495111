import ArgumentParser
import BundledModel
import Cameras
import Checkpoints
import LFViT
import Replay

/// The flags that say what is shown, and by how many cameras.
struct ReplaySourceFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The folder whose pictures the cameras show, or a video file; one folder a class (as `fovea eval` reads it) \
            gives accuracy too.
            """,
            valueName: "source"
        )
    )
    var source: String?

    @Flag(help: "Each folder in the source is a camera of its own.")
    var folderPerCamera = false

    @Option(help: ArgumentHelp("Play what `fovea edge --record` wrote, instead of --source.", valueName: "folder"))
    var trace: String?

    @Option(help: ArgumentHelp("How many times as fast a trace is played.", valueName: "factor"))
    var speedUp = 1.0

    @Option(help: "Cameras; without it one, one a folder, or those of the trace.")
    var cameras: Int?

    func validate() throws {
        if let cameras, !(1...100_000).contains(cameras) { throw ValidationError("--cameras \(cameras): 1 to 100000") }
        if !(speedUp > 0 && speedUp <= 1_000_000) {
            throw ValidationError("--speed-up \(speedUp): above 0, at most 1000000")
        }
        if trace != nil, source != nil || folderPerCamera || cameras != nil {
            throw ValidationError("--trace has its own pictures and cameras: leave --source and --cameras out")
        }
        if trace == nil, speedUp != 1 { throw ValidationError("--speed-up belongs to --trace; change --fps instead") }
    }

    /// The folder that is read.
    var folder: String { trace ?? source ?? "Photographs" }

    /// The plan of the pictures and cameras, with the usual arrivals.
    ///
    /// - Parameter rate: frames a second of a video; the plan's usual where nil.
    func plan(for model: LoadedModel, rate: Double?) async throws -> ReplayPlan {
        if let trace { return try TraceSource.read(trace, speedUp: speedUp) }
        if !folderPerCamera, case .video(let clip) = try? CameraAddress(folder) {
            return try await ClipSource.shared(clip, cameras: cameras ?? 1, rate: rate, .all)
        }
        let classes = try ClassNames.table(for: model.configuration)
        let count = model.configuration.classes
        return folderPerCamera
            ? try FolderSource.each(folder, cameras: cameras, classes: classes, count: count)
            : try FolderSource.shared(folder, cameras: cameras ?? 1, classes: classes, count: count)
    }
}
