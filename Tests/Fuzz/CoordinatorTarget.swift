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
        let (counters, received) = (closing.counters, closing.traffic.messagesReceived)
        guard counters.isBalanced else {
            throw FuzzError(description: "the coordinator's account does not balance: \(counters)")
        }
        let refused = counters.rejections.values.reduce(0, +) + counters.refusals.values.reduce(0, +)
        return "\(received - refused) accepted, \(refused) refused; \(counters.received) requests, "
            + "\(counters.answered) answered"
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
    /// Whether the edge was told to say hello, and whether the worker was.
    private var (owesEdgeHello, owesWorkerHello) = (true, true)

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
            // Whoever was thrown out introduces itself anew, and now and then one that drains or paused itself.
            if number % 5000 == 0 { (owesEdgeHello, owesWorkerHello) = (true, true) }
            try introduce()
            switch mutator.below(10) {
            case 0: try say(mutator.message(), as: .strangeEdge)
            case 1: try say(mutator.message(), as: .strangeWorker)
            case 2...5: try say(inSession { edgeMessage() }, as: .edge)
            default: try say(inSession { workerMessage() }, as: .worker)
            }
            if number % 16 == 0 { try listen() }
        }
    }

    /// Says hello for those that owe it; one that is known would lose its requests by it.
    private func introduce() throws {
        if owesEdgeHello {
            owesEdgeHello = false
            var hello = Samples.edge
            // Neither a stranger with the sample's hello nor the round before, lost but unmissed, holds this name.
            hello.identity = NodeIdentity(name: "known edge \(incarnation)", incarnation: incarnation)
            try say(Header.hello(hello).message(), as: .edge)
        }
        if owesWorkerHello {
            owesWorkerHello = false
            var hello = Samples.worker
            hello.identity = NodeIdentity(name: "known worker \(incarnation)", incarnation: incarnation)
            try say(Header.hello(hello).message(), as: .worker)
        }
    }

    /// A message; seldom one that ends or pauses the session, so that most is said within one.
    private func inSession(_ make: () -> Message) -> Message {
        while true {
            let message = make()
            switch try? Header.decode(message[0]) {
            case .hello, .goodbye, .drain, .credit: if mutator.chance(1, of: 200) { return message }
            default: return message
            }
        }
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
        guard mutator.chance(2, of: 3), let request = asked.last else { return mutator.message() }
        var result = Samples.result
        result.id = request.id
        result.attempt = max(1, request.attempt)
        guard mutator.chance(1, of: 2) else { return mutator.message(.focusResult(result)) }
        // A good answer in the end: garbled ones return no credit, and without any nothing more would be asked.
        asked.removeLast()
        return Header.focusResult(result).message()
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
            switch try? Header.decode(message[0]) {
            case .focusRequest(let request): if asked.count < 256 { asked.append(request) }
            case .rejection(let rejection): if rejection.code == .helloFirst { owesWorkerHello = true }
            default: break
            }
        }
        while let message = try edge.receive() {
            if case .rejection(let rejection)? = try? Header.decode(message[0]), rejection.code == .helloFirst {
                owesEdgeHello = true
            }
        }
        while try strangeEdge.receive() != nil {}
        while try strangeWorker.receive() != nil {}
    }
}
