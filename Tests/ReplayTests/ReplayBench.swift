import BundledModel
import Coordinator
import Edge
import Foundation
import LFViT
import Replay
import Wire
import Worker
import ZeroMQ

/// A coordinator and a worker whose engine is the test's, driven by a real edge with the bundled model.
struct ReplayBench {
    let context: Context
    let coordinator: CoordinatorService
    let worker: WorkerNode

    static let model = Result { try LFViTModel(path: BundledModel.lfViTTiny.path) }
    private static let fingerprint = Fingerprint(
        weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)
    )

    init(
        gear: FleetGear? = nil, engine: @escaping @Sendable () -> any BatchEngine = { StallingEngine() }
    ) async throws {
        context = try Context()
        var dispatch = DispatchConfiguration(identity: NodeIdentity(name: "bench", incarnation: 1))
        dispatch.gear = gear
        coordinator = try await CoordinatorService(
            CoordinatorSettings(edgeEndpoint: "inproc://edges", workerEndpoint: "inproc://workers", dispatch: dispatch),
            in: context
        )
        let settings = WorkerSettings(
            name: "worker", coordinators: [coordinator.workerEndpoint], fingerprint: Self.fingerprint,
            precision: .float32
        )
        worker = try await WorkerNode(settings, context: context, engine: engine)
        while await coordinator.snapshot()?.workers.count != 1 { await Task.yield() }
    }

    func stop() async throws {
        worker.drain()
        try await worker.finished()
        try await coordinator.stop()
    }

    /// Two cameras with the bundled photographs.
    static func plan() throws -> ReplayPlan {
        let names = ["astronaut", "cat", "coffee", "rocket"]
        var plan = ReplayPlan(
            pictures: names.map { ReplayPlan.Picture(path: path($0), label: $0 == "cat" ? 285 : nil) },
            streams: [
                .init(try Camera("gate"), pictures: [0, 1, 2, 3]),
                .init(try Camera("door"), pictures: [0, 1, 2, 3], first: 2),
            ]
        )
        plan.rate = 20
        plan.length = .seconds(1)
        return plan
    }

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Photographs/\(name).jpg")
            .standardizedFileURL.path
    }

    /// Runs a plan whose pictures are glanced at once each.
    func run(
        _ plan: ReplayPlan, threshold: Double? = nil, log: FrameLog? = nil, before: (ReplayDriver) -> Void = { _ in }
    ) async throws -> (ReplayMeter, ReplayReport) {
        let model = try Self.model.get()
        var settings = EdgeSettings(CascadeSettings(model.configuration))
        settings.cascade.earlyExit = threshold != nil
        settings.cascade.threshold = threshold ?? 0.5
        settings.budget = .seconds(600)
        settings.maximumInFlight = 10_000
        let uplink = Uplink(
            context: context, coordinators: [.init(coordinator.edgeEndpoint)],
            identity: NodeIdentity(name: "edge-\(UInt64.random(in: 0...UInt64.max))", incarnation: 11),
            fingerprint: Self.fingerprint
        ) {
            { _ in
                let frame = PayloadFrame(kind: .features, encoding: .signed8, byteCount: 6, rows: 2, columns: 3)
                return EncodedPayload(.features, [(frame, [1, 2, 3, 4, 5, 6])])
            }
        }
        // More than a second late on a busy machine is nothing that these tests are about.
        let meter = ReplayMeter(plan, objective: .milliseconds(500), lateness: .seconds(60), log: log)
        let edge = try await EdgeNode(model, settings: settings, uplink: uplink, sink: meter.tell)
        var pictures: [OfferedFrame.Picture] = []
        for picture in plan.pictures {
            pictures.append(.glanced(try await edge.glance(at: .file(picture.path), number: 0)))
        }
        let driver = ReplayDriver(plan, pictures: pictures, meter: meter)
        before(driver)
        try await driver.run(edge)
        return (
            meter, ReplayReport(meter, plan, settings: ReplaySettings(), interrupted: driver.wasInterrupted)
        )
    }
}

/// Answers at once, but for one batch before which it stands still.
struct StallingEngine: BatchEngine {
    var stall: (batch: Int, length: Duration)?
    private var count = 0

    init(stall: (batch: Int, length: Duration)? = nil) {
        self.stall = stall
    }

    mutating func measure() -> [ServiceTime] {
        [ServiceTime(batch: 1, time: .microseconds(100))]
    }

    mutating func answer(_ batch: [PendingRequest]) -> [EngineAnswer] {
        if let stall, count == stall.batch { Thread.sleep(forTimeInterval: stall.length / .seconds(1)) }
        count += 1
        return batch.map { _ in
            .answered(top: [Answer(classIndex: 285, confidence: 0.9)], decoding: .zero, compute: .microseconds(100))
        }
    }
}
