import ArgumentParser
import Edge
import LFViT
import Replay
import Wire

/// Whether every frame is glanced at, or every picture once.
enum GlanceMode: String, CaseIterable, ExpressibleByArgument {
    case real
    case recorded
}

/// The flags of the edge that the generator is.
struct ReplayEdgeFlags: ParsableArguments {
    @Option(
        help: """
            real glances at every frame; recorded glances at every picture once, before the run, and sends its payload \
            again and again, so that one small machine can be the edges of hundreds of cameras.
            """
    )
    var edges: GlanceMode = .real

    @Option(help: ArgumentHelp("The latency that answers should have, in milliseconds.", valueName: "ms"))
    var objective = 500.0

    @Option(
        help: ArgumentHelp(
            "How late the generator may hand over a hundredth of the frames, in milliseconds; without it 5 % of the objective and at least 10.",
            valueName: "ms"
        )
    )
    var lateness: Double?

    @Option(
        help: ArgumentHelp(
            "How long a frame may take until its final answer, in milliseconds; without it 2000, in mode offline 600000.",
            valueName: "ms"
        )
    )
    var budget: Int?

    @Option(
        help: ArgumentHelp(
            "Hard frames that may wait for workers' answers; without it 256, with recorded edges 256 a camera.",
            valueName: "frames"
        )
    )
    var inFlight: Int?

    @Option(help: PayloadChoice.help)
    var payload: PayloadChoice = .auto

    @Option(help: "Compute threads of the edge; idle ones help the others.")
    var threads = 1

    @OptionGroup var cores: CoreFlags

    @OptionGroup var cropping: CropFlag

    @OptionGroup var decoding: EdgeDecodingFlags

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var lookup: LookupFlags

    func validate() throws {
        if !(objective > 0 && objective <= 600_000) {
            throw ValidationError("--objective \(objective): above 0, at most 600000 milliseconds")
        }
        if let lateness, !(lateness > 0 && lateness <= 60_000) {
            throw ValidationError("--lateness \(lateness): above 0, at most 60000 milliseconds")
        }
        if let budget, !(1...600_000).contains(budget) {
            throw ValidationError("--budget \(budget): 1 to 600000 milliseconds")
        }
        if let inFlight, !(1...1_000_000).contains(inFlight) {
            throw ValidationError("--in-flight \(inFlight): 1 to 1000000")
        }
        if !(1...256).contains(threads) { throw ValidationError("--threads \(threads): 1 to 256") }
        try cascade.validateForCluster()
    }

    /// How late the generator may hand over a hundredth of the frames.
    var latenessBound: Duration { .milliseconds(lateness ?? max(10, objective / 20)) }

    /// The settings of the edge for a model and a plan.
    func settings(for model: LoadedModel, _ plan: ReplayPlan) throws -> EdgeSettings {
        var settings = try model.edgeSettings(cascade, lookup)
        settings.crop = cropping.crop
        settings.decoding = decoding.mode(payload)
        settings.threads = threads
        settings.cores = cores.shared(threads)
        settings.budget = .milliseconds(budget ?? (plan.mode == .offline ? 600_000 : 2000))
        if edges == .recorded {
            settings.maximumInFlight = min(256 * plan.streams.count, 65_536)
            // Requests share their pictures' payloads, so that holding one costs next to nothing.
            settings.maximumInFlightBytes = 1 << 40
        }
        settings.maximumInFlight = inFlight ?? settings.maximumInFlight
        return settings
    }
}
