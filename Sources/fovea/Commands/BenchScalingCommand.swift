import ArgumentParser
import Benchmarks
import Worker

/// Measures what a coordinator gets out of more and more workers.
struct BenchScalingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling",
        abstract: "Measure the throughput of 1 to 256 simulated workers behind one coordinator.",
        discussion: """
            A coordinator, simulated workers and an edge that keeps twice as many requests under way as there are workers,
            all in this process. Efficiency is the measured rate over workers divided by the time of service.

            EXAMPLE: fovea bench scaling --service fixed:100ms
            """
    )

    @Option(help: ArgumentHelp("The most workers; powers of two up to it are measured, 1 to 1024.", valueName: "count"))
    var workers = 256

    @Option(help: ArgumentHelp("How long requests take: \(ServiceDistribution.forms).", valueName: "distribution"))
    var service = ServiceDistribution(.fixed(.milliseconds(100)))

    @Option(help: ArgumentHelp("Requests that each worker serves on average while time is taken.", valueName: "count"))
    var rounds = 50

    @Flag(help: "Send messages over TCP on loopback instead of within the process.")
    var tcp = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...1024).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 1024") }
        guard (1...10_000).contains(rounds) else { throw ValidationError("--rounds \(rounds): 1 to 10000") }
    }

    func run() async throws {
        OpenFiles.allowAll()
        let transport: BenchmarkTransport = tcp ? .tcp : .inproc
        if !json { try Output.line("\(transport.rawValue)\n" + Table.row("workers", ["requests/s", "efficiency"])) }
        var rows: [ScalingBenchmark.Row] = []
        var count = 1
        while count <= workers {
            let row = try await ScalingBenchmark.measure(
                workers: count, distribution: service, rounds: rounds, transport: transport
            )
            rows.append(row)
            if !json {
                let cells = [Table.number(row.rate, 1), Table.number(100 * row.efficiency, 1) + " %"]
                try Output.line(Table.row("\(count)", cells))
            }
            count *= 2
        }
        if json { try Output.json(Report(rounds: rounds, transport: transport, rows: rows)) }
    }

    private struct Report: Encodable {
        let rounds: Int
        let transport: BenchmarkTransport
        let rows: [ScalingBenchmark.Row]
    }
}
