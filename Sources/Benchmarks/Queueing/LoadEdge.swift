import Links
import Threads
import Wire
import ZeroMQ

/// An edge that looks at nothing: it speaks the protocol, sends small requests by a plan and notes when answers come.
struct LoadEdge: ~Copyable {
    private static let incarnation: UInt64 = 1
    private static let payload = [UInt8](repeating: 0, count: 64)

    private let connection: CoordinatorConnection
    private let plan: RequestPlan
    private var alarm: AlarmClock
    private var poller = Poller()
    private var samples: [RequestSample]
    private var sent = 0
    private var ended = 0

    /// Runs a plan on a thread of its own, from the welcome to the last answer; one sample for each request.
    static func run(_ plan: RequestPlan, to endpoint: String, in context: Context) async throws -> [RequestSample] {
        let end = Ticket<[RequestSample]>()
        let thread = try OSThread(name: "load") {
            end.finish(
                Result {
                    var edge = try LoadEdge(plan, to: endpoint, in: context)
                    return try edge.run()
                }
            )
        }
        await thread.finished()
        return try await end.value()
    }

    private init(_ plan: RequestPlan, to endpoint: String, in context: Context) throws {
        let hello = Hello(
            identity: NodeIdentity(name: "load", incarnation: Self.incarnation),
            fingerprint: SimulatedCluster.fingerprint, precision: .float32, kind: .edge(cameras: ["load"])
        )
        let alarm = try AlarmClock()
        connection = CoordinatorConnection(
            endpoint: endpoint, hello: hello, context: context, times: LinkTimes(),
            maximumFrameBytes: 2 * Bounds.headerBytes, keys: nil, seed: 1, now: .now
        )
        self.alarm = alarm
        self.plan = plan
        samples = Array(repeating: RequestSample(), count: plan.count)
    }

    private mutating func run() throws -> [RequestSample] {
        try connection.start(at: .now)
        while !connection.link.standing.keepsRequests { try turn(nil) }
        let start = ContinuousClock.now
        while ended < plan.count { try turn(start) }
        try connection.leave("the load ends")
        return samples
    }

    /// Waits until something is to be done and does it; sends only once there is a beginning.
    private mutating func turn(_ start: ContinuousClock.Instant?) throws {
        if connection.isChanged {
            poller = Poller()
            connection.watch(in: &poller)
            poller.watch(descriptor: alarm.descriptor)
        }
        let due = start.flatMap { start in plan.due(sent: sent, underWay: sent - ended).map { start + $0 } }
        alarm.ring(at: due)
        let next = connection.link.nextEvent.map { $0 - .now } ?? .seconds(1)
        try poller.wait(min(max(.zero, next), .seconds(1)))
        try listen(since: start)
        try connection.watchConnection(at: .now)
        try connection.advance(to: .now, load: Load(inFlight: sent - ended))
        if let start { try sendDue(since: start) }
    }

    private mutating func listen(since start: ContinuousClock.Instant?) throws {
        while let message = try connection.nextMessage() {
            let now = ContinuousClock.now
            let header = try Header.decode(message[0])
            switch header {
            case .focusResult(let result):
                guard let start else { continue }
                let index = Int(result.id.sequence) - 1
                samples[index].answered = now - start
                samples[index].compute = result.times.compute
                samples[index].queued = result.times.queued
                ended += 1
            case .focusFailure: ended += 1
            default: try connection.receive(header, at: now)
            }
        }
    }

    private mutating func sendDue(since start: ContinuousClock.Instant) throws {
        while let due = plan.due(sent: sent, underWay: sent - ended) {
            let now = ContinuousClock.now - start
            guard due <= now else { return }
            var message = Header.focusRequest(Self.request(sent + 1)).message()
            message.append(Frame(copying: Self.payload))
            guard try connection.send(message) else { throw LoadError("the coordinator takes no more requests") }
            samples[sent].scheduled = due
            samples[sent].sent = now
            sent += 1
        }
    }

    private static func request(_ number: Int) -> FocusRequest {
        FocusRequest(
            id: RequestID(edgeIncarnation: incarnation, sequence: UInt64(number)), camera: "load",
            frame: UInt64(number), budget: Bounds.positiveTime.upperBound, payload: .pixels,
            region: Region(
                imageSide: 224, regionSide: 5, regionIndex: 0, keptCells: Region.mask(of: [0], gridSide: 7), alpha: 0.88
            ),
            frames: [
                PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: payload.count, rows: 224, columns: 224)
            ],
            localization: Answer(classIndex: 1, confidence: 0.2)
        )
    }
}
