import Randomness
import TestSupport
import Testing
import Wire
import ZeroMQ

@testable import Coordinator

/// Random lives of a coordinator: whatever happens in whatever order, nothing is lost and no promise is broken.
struct DispatchInvariantTests {
    @Test(arguments: (1...24).map { UInt64($0) })
    func nothingIsLostWhateverHappens(seed: UInt64) {
        var life = RandomLife(seed: seed)
        for _ in 0..<2500 { life.step() }
        life.finish()
        #expect(life.bench.state.counters.answered > 100, "a life in which something happens")
    }

    @Test func aLargeFleetIsCheap() {
        // 256 workers and 10,000 waiting requests: a quadratic scan anywhere would take minutes.
        var bench = Bench { $0.queueItems = 20_000 }
        _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        for number in 0..<256 {
            let peer = Peer(role: .worker, routing: RoutingID(bytes: [3, UInt8(number)]))
            _ = bench.receive(Bench.hello(worker: number, items: 2, milliseconds: 1 + number % 50), from: peer)
        }
        var running: [(id: RequestID, worker: Peer)] = []
        for sequence in 1...10_512 {
            let request = Bench.request(UInt64(sequence), camera: "\(sequence % 100)", budget: .seconds(600))
            running += bench.ask(request).dispatches
        }
        #expect(bench.state.counters.queued == 10_000)
        var done = 0
        while done < running.count {
            running += bench.receive(Bench.result(running[done].id), from: running[done].worker).dispatches
            done += 1
        }
        #expect(bench.state.counters.answered == 10_512)
        #expect(bench.state.counters.isBalanced)
    }
}

/// A coordinator with edges and workers that do anything at any time, and the ledger of a distrustful observer.
private struct RandomLife {
    var bench: Bench
    private var random: SeededGenerator

    private struct Work {
        let id: RequestID
        let bytes: Int
    }

    private var edges: [Peer: UInt64] = [:]
    private var workers: [Peer: [Work]] = [:]
    private var credits: [Peer: Credit] = [:]
    private var nextRouting = 0
    private var sequence: UInt64 = 0
    private var held: Set<RequestID> = []
    /// Requests that were kept and have no final answer yet.
    private var open: Set<RequestID> = []
    private var ended: Set<RequestID> = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        bench = Bench {
            $0.queueItems = 40
            $0.queueBytes = 12_000
            $0.debtLimit = .seconds(1)
        }
    }

    mutating func step() {
        bench.now += .microseconds(Int.random(in: 0...3000, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<3: join(.edge)
        case 3..<7: join(.worker)
        case 7..<40: ask()
        case 40..<76: answer()
        case 76..<80: fail()
        case 80..<84: cancel()
        case 84: lose(knownEdges)
        case 85: lose(knownWorkers)
        case 86: say(.goodbye("bye"), anyOf: knownEdges + knownWorkers, isLast: true)
        case 87: say(.drain("upgrade"), anyOf: knownWorkers)
        case 88..<90: changeCredit()
        case 90: say(.focusResult(surplus()), anyOf: knownWorkers)
        case 91:
            take(
                bench.state.handle(
                    .unusable(Rejection(code: .malformed, reason: ""), from: Bench.edge(0)), at: bench.now))
        case 92: bench.now += .milliseconds(Int.random(in: 0...400, using: &random))
        default: beat()
        }
        take(bench.pass(.zero))
        check()
    }

    /// Everybody answers until nothing is left.
    mutating func finish() {
        take(bench.state.handle(.stop, at: bench.now))
        for _ in 0..<10_000 where !bench.state.isDone {
            answer()
            bench.now += .milliseconds(20)
            take(bench.pass(.zero))
            check()
        }
        #expect(bench.state.isDone)
        #expect(held.isEmpty)
        #expect(open.isEmpty)
    }

    private mutating func join(_ role: Role) {
        guard role == .edge ? edges.count < 5 : workers.count < 6 else { return }
        nextRouting += 1
        let peer = Peer(role: role, routing: RoutingID(bytes: [UInt8(nextRouting >> 8), UInt8(nextRouting & 255)]))
        let number = nextRouting % 100
        switch role {
        case .edge:
            let incarnation = UInt64(100_000 + nextRouting)
            if take(bench.receive(Bench.hello(edge: number, incarnation: incarnation), from: peer)).welcomes == 1 {
                edges[peer] = incarnation
            }
        case .worker:
            let credit = Credit(
                items: Int.random(in: 1...6, using: &random), bytes: Int.random(in: 1000...4000, using: &random))
            let hello = Bench.hello(
                worker: number, items: credit.items, bytes: credit.bytes,
                milliseconds: Int.random(in: 1...40, using: &random), incarnation: UInt64(nextRouting))
            credits[peer] = credit
            workers[peer] = []
            if take(bench.receive(hello, from: peer)).welcomes == 0 { workers[peer] = nil }
        }
    }

    private mutating func ask() {
        guard let edge = knownEdges.randomElement(using: &random), let incarnation = edges[edge] else { return }
        sequence += 1
        var request = Bench.request(
            sequence, camera: ["a", "b", "c"].randomElement(using: &random) ?? "a",
            budget: .milliseconds(Int.random(in: 1...300, using: &random)),
            bytes: Int.random(in: 1...1000, using: &random))
        request.id = RequestID(edgeIncarnation: incarnation, sequence: sequence)
        take(bench.receive(.focusRequest(request), from: edge), at: request.id)
    }

    private mutating func answer() {
        guard let (worker, work) = anyWork() else { return }
        take(bench.receive(Bench.result(work.id), from: worker), at: work.id)
    }

    private mutating func fail() {
        guard let (worker, work) = anyWork() else { return }
        let code = FailureCode.allCases.randomElement(using: &random) ?? .workerError
        take(bench.receive(.focusFailure(FocusFailure(id: work.id, code: code)), from: worker))
    }

    // Sorted, because a dictionary's order differs from run to run.
    private var knownEdges: [Peer] { sorted(edges.keys) }
    private var knownWorkers: [Peer] { sorted(workers.keys) }

    private func sorted(_ peers: some Sequence<Peer>) -> [Peer] {
        peers.sorted { $0.routing.bytes.lexicographicallyPrecedes($1.routing.bytes) }
    }

    private mutating func anyWork() -> (Peer, Work)? {
        let busy = knownWorkers.filter { workers[$0]?.isEmpty == false }
        guard let worker = busy.randomElement(using: &random), let count = workers[worker]?.count,
            let work = workers[worker]?.remove(at: Int.random(in: 0..<count, using: &random))
        else { return nil }
        return (worker, work)
    }

    private mutating func cancel() {
        guard let id = open.sorted().randomElement(using: &random) else { return }
        guard let edge = edges.first(where: { $0.value == id.edgeIncarnation })?.key else { return }
        open.remove(id)
        ended.insert(id)
        take(bench.receive(.cancel(id), from: edge))
    }

    private mutating func lose(_ peers: [Peer]) {
        guard let peer = peers.randomElement(using: &random) else { return }
        forget(peer)
        take(bench.state.handle(.lost(peer), at: bench.now))
    }

    private mutating func say(_ header: Header, anyOf peers: [Peer], isLast: Bool = false) {
        guard let peer = peers.randomElement(using: &random) else { return }
        if isLast { forget(peer) }
        take(bench.receive(header, from: peer))
    }

    private mutating func forget(_ peer: Peer) {
        workers[peer] = nil
        guard let incarnation = edges.removeValue(forKey: peer) else { return }
        for id in open where id.edgeIncarnation == incarnation {
            open.remove(id)
            ended.insert(id)
        }
    }

    private mutating func changeCredit() {
        guard let worker = knownWorkers.randomElement(using: &random) else { return }
        let credit = Credit(
            items: Int.random(in: 0...6, using: &random), bytes: Int.random(in: 1000...4000, using: &random))
        credits[worker] = credit
        take(bench.receive(.credit(credit), from: worker))
    }

    private func surplus() -> FocusResult {
        FocusResult(
            id: RequestID(edgeIncarnation: 1, sequence: 1), answer: Answer(classIndex: 0, confidence: 0), worker: "w",
            precision: .float32)
    }

    private mutating func beat() {
        for peer in knownEdges + knownWorkers where Int.random(in: 0..<20, using: &random) > 0 {
            take(bench.receive(.heartbeat(Heartbeat(sequence: 1)), from: peer))
        }
    }

    /// Enters what the coordinator does into the ledger; `current` is the request of the message at hand.
    @discardableResult
    private mutating func take(_ actions: [DispatchAction], at current: RequestID? = nil) -> [DispatchAction] {
        for action in actions {
            switch action {
            case .hold(let id):
                #expect(id == current)
                #expect(held.insert(id).inserted)
                #expect(open.insert(id).inserted)
            case .release(let id):
                #expect(held.remove(id) != nil)
            case .dispatch(let request, let worker):
                #expect(held.contains(request.id), "only kept payloads are sent")
                #expect((1...3).contains(request.attempt))
                #expect(request.budget > .zero)
                workers[worker]?.append(Work(id: request.id, bytes: request.byteCount))
                let load = workers[worker] ?? []
                let credit = credits[worker] ?? Credit(items: 0, bytes: 0)
                #expect(load.count <= credit.items)
                #expect(load.reduce(0) { $0 + $1.bytes } <= credit.bytes)
            case .forward(let edge):
                guard let current else { continue }
                #expect(edges[edge] == current.edgeIncarnation)
                #expect(open.remove(current) != nil, "one final answer")
                ended.insert(current)
            case .send(.focusFailure(let failure), let edge):
                #expect(edges[edge] == failure.id.edgeIncarnation)
                #expect(!ended.contains(failure.id), "one final answer")
                open.remove(failure.id)
                ended.insert(failure.id)
            case .send(.refusal, let peer):
                forget(peer)
            case .send(.rejection(let rejection), let peer):
                if rejection.code == .helloFirst { forget(peer) }
            case .send:
                break
            }
        }
        return actions
    }

    private mutating func check() {
        let state = bench.state
        #expect(state.counters.isBalanced)
        #expect(state.counters.queued + state.counters.dispatched == held.count)
        #expect(state.queue.count <= 40)
        #expect(state.queue.bytes <= 12_000)
        // The observer learns of silent losses as the peers do: by being told to say hello.
        for peer in knownEdges + knownWorkers where state.members[peer] == nil { forget(peer) }
    }
}
