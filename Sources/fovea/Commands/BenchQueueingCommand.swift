import ArgumentParser
import Benchmarks
import Queueing
import Worker

/// Compares waiting at a real coordinator with an ideal central queue.
struct BenchQueueingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queueing",
        abstract: "Measure how long requests wait at a coordinator, beside an ideal central queue.",
        discussion: """
            A coordinator and simulated workers in this process; requests arrive at random (Poisson, open loop). The ideal
            is one queue without any overhead, first come first served, given the same arrivals and the same times of
            service. A delay is the time from a request's scheduled sending to its answer, less its service.

            EXAMPLE: fovea bench queueing --service exponential:100ms
            """
    )

    @Option(help: ArgumentHelp("Simulated workers, 1 to 256.", valueName: "count"))
    var workers = 8

    @Option(help: ArgumentHelp("How long requests take: \(ServiceDistribution.forms).", valueName: "distribution"))
    var service = ServiceDistribution(.exponential(mean: .milliseconds(100)))

    @Option(
        help: ArgumentHelp(
            "Requests that wait at each worker beside the one in work; without it 1 below 20 ms of service, else 0.",
            valueName: "count"
        )
    )
    var ahead: Int?

    @Option(help: ArgumentHelp("Arrivals as a share of what the workers serve, above 0, below 1.", valueName: "share"))
    var utilization = 0.9

    @Option(help: ArgumentHelp("How many requests are sent.", valueName: "count"))
    var requests = 4000

    @Option(help: ArgumentHelp("Other seeds give other arrivals.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(help: "Send messages over TCP on loopback instead of within the process.")
    var tcp = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...256).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 256") }
        guard utilization > 0, utilization < 1 else {
            throw ValidationError("--utilization \(utilization): above 0, below 1")
        }
        if let ahead, !(0...64).contains(ahead) { throw ValidationError("--ahead \(ahead): 0 to 64") }
        guard (1...1_000_000).contains(requests) else { throw ValidationError("--requests \(requests): 1 to 1000000") }
    }

    func run() async throws {
        OpenFiles.allowAll()
        var terms = QueueingBenchmark.Terms()
        terms.workers = workers
        terms.ahead = ahead
        terms.distribution = ServiceDistribution(service.shape, seed: seed)
        terms.utilization = utilization
        terms.requests = requests
        terms.seed = seed
        terms.transport = tcp ? .tcp : .inproc
        let result = try await QueueingBenchmark(terms)
        try json ? Output.json(Report(result, terms)) : Output.line(text(result, terms))
        if result.unanswered > 0 {
            Output.problem("\(result.unanswered) of \(requests) requests were not answered: the figures do not count")
            throw ExitCode(1)
        }
    }

    private func text(_ result: QueueingBenchmark, _ terms: QueueingBenchmark.Terms) -> String {
        let rows = [("coordinator", result.measured), ("ideal queue", result.ideal)].map { name, delays in
            Table.row(name, [delays.mean, delays.percentile(0.99)].map { Table.number($0 / .milliseconds(1), 2) })
        }
        let ratio = Table.row("ratio", [result.meanRatio, result.p99Ratio].map { Table.number($0, 3) })
        let head =
            "\(Table.count(workers, "worker")), \(requests) requests at "
            + "\(Table.number(100 * utilization, 0)) % utilization, \(terms.transport.rawValue)"
        let times = [("service ran over", result.overrun), ("sent late", result.lag)].map { name, delays in
            "\(name) by \(Table.number(delays.mean / .milliseconds(1), 3)) ms on average, "
                + "\(Table.number(delays.percentile(0.99) / .milliseconds(1), 3)) ms at p99"
        }
        return ([head, "", Table.row("delay, ms", ["mean", "p99"])] + rows + [ratio, ""] + times)
            .joined(separator: "\n")
    }

    private struct Report: Encodable {
        struct Delays: Encodable {
            let mean: Double
            let p50: Double
            let p99: Double

            init(_ delays: DelaySummary) {
                mean = delays.mean / .milliseconds(1)
                p50 = delays.percentile(0.5) / .milliseconds(1)
                p99 = delays.percentile(0.99) / .milliseconds(1)
            }
        }

        let workers: Int
        let requests: Int
        let utilization: Double
        let transport: BenchmarkTransport
        let measured: Delays
        let ideal: Delays
        let atCoordinator: Delays
        let serviceOverrun: Delays
        let sendingLag: Delays
        let meanRatio: Double
        let p99Ratio: Double
        let unanswered: Int

        init(_ result: QueueingBenchmark, _ terms: QueueingBenchmark.Terms) {
            workers = terms.workers
            requests = terms.requests
            utilization = terms.utilization
            transport = terms.transport
            measured = Delays(result.measured)
            ideal = Delays(result.ideal)
            atCoordinator = Delays(result.atCoordinator)
            serviceOverrun = Delays(result.overrun)
            sendingLag = Delays(result.lag)
            meanRatio = result.meanRatio
            p99Ratio = result.p99Ratio
            unanswered = result.unanswered
        }
    }
}
