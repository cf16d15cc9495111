import Wire
import ZeroMQ

@testable import Coordinator

/// A coordinator's decisions on a clock that the test moves.
struct Bench {
    var state: DispatchState
    var now = ContinuousClock.now

    static let fingerprint = Fingerprint(
        weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32))

    init(_ change: (inout DispatchConfiguration) -> Void = { _ in }) {
        var configuration = DispatchConfiguration(identity: NodeIdentity(name: "c", incarnation: 1))
        configuration.maximumPayloadBytes = 1000
        change(&configuration)
        state = DispatchState(configuration: configuration)
    }

    static func edge(_ number: Int) -> Peer { Peer(role: .edge, routing: RoutingID(bytes: [1, UInt8(number)])) }
    static func worker(_ number: Int) -> Peer { Peer(role: .worker, routing: RoutingID(bytes: [2, UInt8(number)])) }

    static func hello(
        edge number: Int, incarnation: UInt64? = nil, fingerprint: Fingerprint = fingerprint
    ) -> Header {
        .hello(
            Hello(
                identity: NodeIdentity(name: "edge-\(number)", incarnation: incarnation ?? UInt64(100 + number)),
                fingerprint: fingerprint, precision: .float32, kind: .edge(cameras: [])))
    }

    static func hello(
        worker number: Int, items: Int = 1, bytes: Int = 1 << 20, milliseconds: Int = 10, incarnation: UInt64? = nil,
        fingerprint: Fingerprint = fingerprint
    ) -> Header {
        let offer = WorkerOffer(
            credit: Credit(items: items, bytes: bytes),
            serviceTimes: [ServiceTime(batch: 1, time: .milliseconds(milliseconds))])
        return .hello(
            Hello(
                identity: NodeIdentity(name: "worker-\(number)", incarnation: incarnation ?? UInt64(200 + number)),
                fingerprint: fingerprint, precision: .float32, kind: .worker(offer)))
    }

    static func request(
        _ sequence: UInt64, edge: Int = 1, camera: String = "a", budget: Duration = .seconds(1), bytes: Int = 100
    ) -> FocusRequest {
        FocusRequest(
            id: RequestID(edgeIncarnation: UInt64(100 + edge), sequence: sequence), camera: camera, frame: sequence,
            budget: budget, payload: .pixels,
            region: Region(
                imageSide: 224, regionSide: 5, regionIndex: 0, keptCells: Region.mask(of: [0], gridSide: 7), alpha: 0.88
            ),
            frames: [PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: bytes, rows: 224, columns: 224)],
            localization: Answer(classIndex: 1, confidence: 0.2))
    }

    static func result(_ id: RequestID, attempt: Int = 1) -> Header {
        .focusResult(
            FocusResult(
                id: id, answer: Answer(classIndex: 2, confidence: 0.9), worker: "worker", precision: .float32,
                attempt: attempt))
    }

    mutating func receive(_ header: Header, from peer: Peer) -> [DispatchAction] {
        state.handle(.message(header, from: peer), at: now)
    }

    mutating func ask(_ request: FocusRequest, edge: Int = 1) -> [DispatchAction] {
        receive(.focusRequest(request), from: Self.edge(edge))
    }

    mutating func pass(_ time: Duration) -> [DispatchAction] {
        now += time
        return state.handle(.tick, at: now)
    }
}

extension [DispatchAction] {
    /// Which requests go to which workers.
    var dispatches: [(id: RequestID, worker: Peer)] {
        compactMap { if case .dispatch(let request, let worker) = $0 { (request.id, worker) } else { nil } }
    }

    /// Why requests failed.
    var failures: [FailureCode] {
        compactMap { if case .send(.focusFailure(let failure), _) = $0 { failure.code } else { nil } }
    }

    /// Why hellos were refused.
    var refusals: [RefusalCode] {
        compactMap { if case .send(.refusal(let refusal), _) = $0 { refusal.code } else { nil } }
    }

    /// Why messages were rejected.
    var rejections: [RejectionCode] {
        compactMap { if case .send(.rejection(let rejection), _) = $0 { rejection.code } else { nil } }
    }

    /// Where the message at hand goes.
    var forwards: [Peer] {
        compactMap { if case .forward(let peer) = $0 { peer } else { nil } }
    }

    /// How many were welcomed.
    var welcomes: Int {
        count { if case .send(.welcome, _) = $0 { true } else { false } }
    }
}
