import ArgumentParser
import Edge
import LFViT
import Threads
import Wire

/// What an edge does with a hard frame that no worker answers.
enum FallbackPolicy: String, CaseIterable, ExpressibleByArgument {
    case localization
    case focus
}

/// The flags of every command that runs an edge.
struct EdgeFlags: ParsableArguments {
    @OptionGroup var stream: CameraFlags

    @Option(help: "How long a frame may take until its final answer, in milliseconds.")
    var budget = 2000

    @Option(help: PayloadChoice.help)
    var payload: PayloadChoice = .auto

    @Option(help: "Who answers a hard frame that no worker answers: localization, or focus run here.")
    var fallback: FallbackPolicy = .localization

    @Flag(help: "Print a hard frame's provisional answer at once.")
    var partials = false

    @Option(help: ArgumentHelp("Record the stream, to be played again by `fovea replay`.", valueName: "folder"))
    var record: String?

    @Option(help: "Compute threads of the edge; idle ones help the others.")
    var threads = 1

    @OptionGroup var cores: CoreFlags

    @OptionGroup var cropping: CropFlag

    @OptionGroup var decoding: EdgeDecodingFlags

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var lookup: LookupFlags

    func validate() throws {
        if !(1...600_000).contains(budget) { throw ValidationError("--budget \(budget): 1 to 600000 milliseconds") }
        if !(1...256).contains(threads) { throw ValidationError("--threads \(threads): 1 to 256") }
        try cascade.validateForCluster()
    }

    /// The settings of the edge for a model.
    ///
    /// - Parameter cores: where the edge shares them with workers of this process; else it has those of its threads.
    func settings(for model: LoadedModel, cores shared: SharedCores? = nil) throws -> EdgeSettings {
        var settings = try model.edgeSettings(cascade, lookup)
        settings.crop = cropping.crop
        settings.decoding = decoding.mode(payload)
        settings.threads = threads
        settings.cores = shared ?? cores.shared(threads)
        settings.budget = .milliseconds(budget)
        settings.emitsPartials = partials
        if fallback == .focus { settings.fallback = .focus(reserve: .milliseconds(budget / 2)) }
        return settings
    }
}
