import ArgumentParser
import Benchmarks
import Foundation

/// Measures the coordinator beside libzmq's own proxy.
struct BenchBrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Measure the coordinator's messages a second and added latency beside zmq_proxy.",
        discussion: """
            A message is a 32 KB request and its small result, the same bytes on every way. Edges, broker and workers are \
            processes of their own and speak TCP on loopback. Throughput: both brokers in turn, the ratio is the median of \
            the rounds'. Latency: one request at a time; "added" is what the way adds to edge and worker talking directly.

            EXAMPLE: fovea bench broker --rounds 5 --seconds 2
            """
    )

    @Option(help: ArgumentHelp("How often everything is measured.", valueName: "count"))
    var rounds = 5

    @Option(help: "How long each measurement takes, in seconds.")
    var seconds = 2.0

    @Option(help: "How many edges ask.")
    var edges = 2

    @Option(help: "How many workers answer.")
    var workers = 2

    @Option(help: "How many requests each edge keeps open while throughput is measured.")
    var window = 32

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds \(rounds): 1 to 1000") }
        guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds \(seconds): above 0, at most 600") }
        guard (1...64).contains(edges) else { throw ValidationError("--edges \(edges): 1 to 64") }
        guard (1...64).contains(workers) else { throw ValidationError("--workers \(workers): 1 to 64") }
        guard (1...256).contains(window) else { throw ValidationError("--window \(window): 1 to 256") }
    }

    func run() async throws {
        var throughput: [(proxy: Double, coordinator: Double)] = []
        var trips: [BrokerWay: [(p50: Double, p99: Double)]] = [:]
        var progress = Progress(total: rounds)
        for _ in 0..<rounds {
            let proxy = try await measure(.proxy, edges: edges, workers: workers, window: window)
            let coordinator = try await measure(.coordinator, edges: edges, workers: workers, window: window)
            throughput.append((total(proxy), total(coordinator)))
            for way in BrokerWay.allCases {
                let trip = try await measure(way, edges: 1, workers: 1, window: 1)
                trips[way, default: []].append((trip[0].p50, trip[0].p99))
            }
            progress.step()
        }
        progress.clear()
        let figures = BrokerFigures(rounds: throughput, trips: trips)
        try json ? Output.json(figures) : Output.line(text(figures))
    }

    private func total(_ outcomes: [BrokerEdge.Outcome]) -> Double { outcomes.reduce(0) { $0 + $1.rate } }

    /// Starts the processes of one way, lets the edges run, and ends them all.
    private func measure(
        _ way: BrokerWay, edges: Int, workers: Int, window: Int
    ) async throws -> [BrokerEdge.Outcome] {
        var started: [ChildProcess] = []
        do {
            let outcomes = try await measure(way, edges, workers, window, &started)
            for process in started.reversed() { await process.end() }
            return outcomes
        } catch {
            for process in started.reversed() { await process.end(within: .seconds(2)) }
            throw error
        }
    }

    private func measure(
        _ way: BrokerWay, _ edges: Int, _ workers: Int, _ window: Int, _ started: inout [ChildProcess]
    ) async throws -> [BrokerEdge.Outcome] {
        func start(_ name: String, _ arguments: [String]) throws -> ChildProcess {
            let process = try ChildProcess(name, arguments, keepingInput: true)
            started.append(process)
            return process
        }
        func part(_ name: String, _ number: Int, _ more: [String]) throws -> ChildProcess {
            try start(
                "\(name) \(number)",
                ["bench", "broker-part", name, "--way", way.rawValue, "--number", "\(number)"] + more
            )
        }
        let addresses: [String: String]
        switch way {
        case .direct:
            addresses = try await part("worker", 0, []).next(BenchBrokerPartCommand.Listening.self).listening
        case .proxy:
            addresses = try await part("proxy", 0, []).next(BenchBrokerPartCommand.Listening.self).listening
        case .coordinator:
            let any = "tcp://127.0.0.1:*"
            let coordinator = try start(
                "coordinator", ["coordinator", "--edges", any, "--workers", any, "--json", "--ends-with-input"])
            addresses = try await coordinator.next(BenchBrokerPartCommand.Listening.self).listening
        }
        if let address = addresses["workers"] {
            for number in 0..<workers { _ = try part("worker", number, ["--connect", address]) }
        }
        let asking = try (0..<edges).map { number in
            try part(
                "edge", number,
                ["--connect", addresses["edges"] ?? "", "--window", "\(window)", "--seconds", "\(seconds)"]
            )
        }
        var outcomes: [BrokerEdge.Outcome] = []
        for edge in asking { outcomes.append(try await edge.next(BrokerEdge.Outcome.self)) }
        return outcomes
    }

    private func text(_ figures: BrokerFigures) -> String {
        let head = ["messages/s", "added us, median"]
        return [
            "32 KB requests, \(edges) edges, \(workers) workers, \(window) open each, median of \(rounds) rounds",
            "",
            Table.row("broker", head),
            Table.row(
                "zmq_proxy",
                [Table.number(figures.proxyMessagesPerSecond, 0), Table.number(figures.proxyAddedMicrosecondsP50, 0)]
            ),
            Table.row(
                "coordinator",
                [
                    Table.number(figures.coordinatorMessagesPerSecond, 0),
                    Table.number(figures.addedMicrosecondsP50, 0),
                ]
            ),
            "",
            "ratio \(Table.number(figures.ratio, 2)) (at least 0.6 is the target); directly a request takes "
                + "\(Table.number(figures.directMicrosecondsP50, 0)) us; the coordinator adds "
                + "\(Table.number(figures.addedMicrosecondsP99, 0)) us at the 99th percentile (target: 150 us at the median)",
        ].joined(separator: "\n")
    }
}
