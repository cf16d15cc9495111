import ArgumentParser

/// Measurements that print ratios taken in one run.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine; figures are medians and ratios of one run.",
        discussion: "EXAMPLE: fovea bench engine --geometry small-224",
        subcommands: [
            BenchEngineCommand.self, BenchCurveCommand.self, BenchPayloadsCommand.self, BenchPicturesCommand.self,
            BenchBrokerCommand.self,
            BenchBrokerPartCommand.self,
            BenchEngineCommand.self, BenchPayloadsCommand.self,
            BenchQueueingCommand.self, BenchScalingCommand.self, BenchEdgeCommand.self,
        ]
    )
}
