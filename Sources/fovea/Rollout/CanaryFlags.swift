import ArgumentParser

/// The flags of an edge that shows some of its frames to another model as well.
struct CanaryFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A model on trial: it is shown a share of the frames, and its answers are compared and not told.",
            valueName: "file"))
    var canaryModel: String?

    @Option(
        help: ArgumentHelp("Where a coordinator of the model on trial listens for edges.", valueName: "address"))
    var canaryCoordinator: [Endpoint] = []

    @Option(help: "The share of the frames that the model on trial is shown.")
    var canaryShare = 0.1

    func validate() throws {
        guard (canaryModel == nil) == canaryCoordinator.isEmpty else {
            throw ValidationError("--canary-model and --canary-coordinator belong together")
        }
        guard canaryShare > 0, canaryShare <= 1 else {
            throw ValidationError("--canary-share \(canaryShare): above 0, at most 1")
        }
    }
}
