import ArgumentParser

/// What is known of a model file.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Inspect model files and check them against the reference.",
        discussion: "EXAMPLE: fovea model info --geometry small-224",
        subcommands: [ModelInfoCommand.self, ModelPaperCommand.self, ModelParityCommand.self]
    )
}
