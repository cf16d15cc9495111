import ArgumentParser
import Worker
import ZeroMQ

/// The flags of workers that take their time instead of computing.
struct SimulationFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take a time instead of computing, and answer what the glance said: \(ServiceDistribution.forms). "
                + "A request's time follows from its number and the seed.",
            valueName: "distribution"
        )
    )
    var simulate: ServiceDistribution?

    @Option(help: ArgumentHelp("How many simulated workers to run, 1 to 1024; 32 share a thread.", valueName: "count"))
    var simulatedWorkers = 1

    @Option(help: ArgumentHelp("The share of a further request's time that a batch saves, 0 to 1.", valueName: "share"))
    var batchGain = 0.0

    @Option(help: ArgumentHelp("Other seeds give other times.", valueName: "number"))
    var simulationSeed: UInt64 = 1

    func validate() throws {
        guard (1...1024).contains(simulatedWorkers) else {
            throw ValidationError("--simulated-workers \(simulatedWorkers): 1 to 1024")
        }
        guard (0...1).contains(batchGain) else { throw ValidationError("--batch-gain \(batchGain): 0 to 1") }
        if simulate == nil, simulatedWorkers != 1 || batchGain != 0 {
            throw ValidationError(
                "--simulated-workers and --batch-gain need --simulate; example: --simulate fixed:100ms")
        }
    }

    /// Starts the workers, several of them under numbered names; nil unless they are to be simulated.
    func start(_ settings: WorkerSettings, largestBatch: Int) throws -> SimulatedWorkers? {
        guard let simulate else { return nil }
        OpenFiles.allowAll()
        let workers = (1...simulatedWorkers).map { number in
            var worker = settings
            if simulatedWorkers > 1 { worker.name = "\(settings.name)-\(number)" }
            return worker
        }
        let service = SimulatedService(
            ServiceDistribution(simulate.shape, seed: simulationSeed), batchGain: batchGain, largestBatch: largestBatch
        )
        return try SimulatedWorkers(
            workers, service: service, context: Context(maximumSockets: 4096 + 16 * simulatedWorkers)
        )
    }
}
