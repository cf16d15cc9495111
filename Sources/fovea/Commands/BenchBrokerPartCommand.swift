import ArgumentParser
import Benchmarks
import Foundation
import Threads
import Wire
import ZeroMQ

/// One process of `fovea bench broker`; not for people.
struct BenchBrokerPartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "broker-part", shouldDisplay: false)

    /// What the process is.
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case proxy
        case edge
        case worker
    }

    /// Where a part that listens can be reached.
    struct Listening: Codable {
        var listening: [String: String]
    }

    @Argument var part: Part

    @Option var way = BrokerWay.direct

    @Option var connect = ""

    @Option var number = 0

    @Option var window = 1

    @Option var seconds = 1.0

    func run() async throws {
        let context = try Context()
        let end = Ticket<Void>()
        let thread = try OSThread(name: "\(part.rawValue)") {
            end.finish(Result { try work(context) })
        }
        if part != .edge {
            await StopSignal.wait(orEndOfInput: true)
            context.interrupt()
        }
        await thread.finished()
        try await end.value()
    }

    private func work(_ context: Context) throws {
        switch part {
        case .proxy:
            // A proxy drops what nobody waits for any more, as every broker of libzmq does unless told otherwise.
            let front = try Socket(.router, in: context, options: [.routerMandatory(false)])
            let back = try Socket(.dealer, in: context)
            let addresses = [
                "edges": try front.bind("tcp://127.0.0.1:*"), "workers": try back.bind("tcp://127.0.0.1:*"),
            ]
            try Output.json(Listening(listening: addresses))
            try Proxy.run(front, back)
        case .edge:
            let link = try link(.edge(cameras: []), context)
            try Output.json(BrokerEdge(link, window: window, number: number).run(for: .seconds(seconds)))
        case .worker:
            let link =
                way == .direct
                ? try BrokerLink(
                    listeningWith: { try Output.json(Listening(listening: ["edges": $0])) }, context: context)
                : try link(.worker(BrokerWorker.offer), context)
            try BrokerWorker.run(link, number: number)
        }
    }

    private func link(_ kind: BrokerLink.Kind, _ context: Context) throws -> BrokerLink {
        way == .coordinator
            ? try BrokerLink(coordinator: connect, kind, number: number, context: context)
            : try BrokerLink(connectedTo: connect, context: context)
    }
}

extension BrokerWay: ExpressibleByArgument {}
