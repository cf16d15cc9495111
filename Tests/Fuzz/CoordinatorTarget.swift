import Coordinator
import Threads
import Wire
import WireSamples
import ZeroMQ

/// A real coordinator over inproc, with an edge, a worker and two strangers that say whatever comes.
final class CoordinatorTarget: FuzzTarget {
    private let context: Context
    private let service: CoordinatorService
    private let seed: UInt64
    private var round: UInt64 = 0

    init(seed: UInt64) async throws {
        context = try Context()
        self.seed = seed
        let dispatch = DispatchConfiguration(identity: NodeIdentity(name: "fuzzed", incarnation: 1))
        service = try await CoordinatorService(
            CoordinatorSettings(edgeEndpoint: "inproc://edges", workerEndpoint: "inproc://workers", dispatch: dispatch),
            in: context
        )
    }

    func send(_ count: Int) async throws {
        round += 1
        let end = Ticket<Void>()
        let thread = try OSThread(name: "peers") { [context, seed, round] in
            end.finish(
                Result {
                    let peers = try CoordinatorPeers(context, seed: seed &+ round)
                    try peers.send(count)
                })
        }
        await thread.finished()
        try await end.value()
    }

    func end() async throws -> String {
        let closing = try await service.stop(within: .seconds(1))
        return "\(closing.traffic.messagesReceived) received"
    }
}

/// The coordinator's peers, on one thread.
private final class CoordinatorPeers {
    /// Who speaks.
    private enum Voice {
        case edge
        case worker
        case strangeEdge
        case strangeWorker
    }

    private var mutator: Mutator
    private var edge: Socket
    private var worker: Socket
    private var strangeEdge: Socket
    private var strangeWorker: Socket
    private let incarnation: UInt64
    private var sequence: UInt64 = 0
    private var asked: [FocusRequest] = []

    init(_ context: Context, seed: UInt64) throws {
        func socket() throws -> Socket { try Socket(.dealer, in: context, options: [.linger(.zero)]) }
        edge = try socket()
        worker = try socket()
        strangeEdge = try socket()
        strangeWorker = try socket()
        mutator = Mutator(seed: seed)
        incarnation = seed | 1
        try edge.connect("inproc://edges")
        try strangeEdge.connect("inproc://edges")
        try worker.connect("inproc://workers")
        try strangeWorker.connect("inproc://workers")
    }

    func send(_ count: Int) throws {
        for number in 0..<count {
            // Whoever was thrown out or has left introduces itself anew.
            if number % 200 == 0 { try introduce() }
            switch mutator.below(10) {
            case 0: try say(mutator.message(), as: .strangeEdge)
            case 1: try say(mutator.message(), as: .strangeWorker)
            case 2...5: try say(edgeMessage(), as: .edge)
            default: try say(workerMessage(), as: .worker)
            }
            if number % 16 == 0 { try listen() }
        }
    }

    private func introduce() throws {
        var hello = Samples.edge
        hello.identity.incarnation = incarnation
        try say(Header.hello(hello).message(), as: .edge)
        hello = Samples.worker
        hello.identity.incarnation = incarnation
        try say(Header.hello(hello).message(), as: .worker)
    }

    private func edgeMessage() -> Message {
        guard mutator.chance(1, of: 2) else { return mutator.message() }
        sequence += 1
        var request = Samples.request
        request.id = RequestID(edgeIncarnation: incarnation, sequence: sequence)
        request.attempt = 0
        request.queued = .zero
        request.frames = [PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: 64, rows: 224, columns: 224)]
        return mutator.message(.focusRequest(request))
    }

    private func workerMessage() -> Message {
        guard mutator.chance(2, of: 3), let request = asked.popLast() else { return mutator.message() }
        var result = Samples.result
        result.id = request.id
        result.attempt = max(1, request.attempt)
        return mutator.message(.focusResult(result))
    }

    /// Full sockets wait for the coordinator: every message shall arrive.
    private func say(_ message: consuming Message, as voice: Voice) throws {
        var unsent = message
        while true {
            let outcome =
                switch voice {
                case .edge: try edge.send(unsent)
                case .worker: try worker.send(unsent)
                case .strangeEdge: try strangeEdge.send(unsent)
                case .strangeWorker: try strangeWorker.send(unsent)
                }
            guard case .wouldBlock(let again) = outcome else { return }
            unsent = again
            try listen()
        }
    }

    private func listen() throws {
        while let message = try worker.receive() {
            if case .focusRequest(let request)? = try? Header.decode(message[0]), asked.count < 256 {
                asked.append(request)
            }
        }
        while try edge.receive() != nil {}
        while try strangeEdge.receive() != nil {}
        while try strangeWorker.receive() != nil {}
    }
}
