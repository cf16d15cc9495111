import Testing
import Wire
import WireSamples
import ZeroMQ

/// Each case breaks one bound of an otherwise valid message; the error must name the field.
struct BoundsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let field: String
        let header: Header
        var testDescription: String { field }
    }

    static func request(_ field: String, _ change: (inout FocusRequest) -> Void) -> Case {
        var request = Samples.request
        change(&request)
        return Case(field: field, header: .focusRequest(request))
    }

    static func result(_ field: String, _ change: (inout FocusResult) -> Void) -> Case {
        var result = Samples.result
        change(&result)
        return Case(field: field, header: .focusResult(result))
    }

    static func worker(_ field: String, _ change: (inout WorkerOffer) -> Void) -> Case {
        var hello = Samples.worker
        if case .worker(var offer) = hello.kind {
            change(&offer)
            hello.kind = .worker(offer)
        }
        return Case(field: field, header: .hello(hello))
    }

    static func edge(_ field: String, _ change: (inout Hello) -> Void) -> Case {
        var hello = Samples.edge
        change(&hello)
        return Case(field: field, header: .hello(hello))
    }

    static let cases: [Case] = [
        edge("hello.node") { $0.identity.name = "" },
        edge("hello.node") { $0.identity.name = String(repeating: "n", count: 65) },
        edge("hello.node") { $0.identity.name = "a\u{1b}[31m" },
        edge("hello.incarnation") { $0.identity.incarnation = 0 },
        edge("hello.weights_fingerprint") { $0.fingerprint.weights = [1, 2] },
        edge("hello.geometry_fingerprint") { $0.fingerprint.geometry = [] },
        edge("hello.cameras") { $0.kind = .edge(cameras: Array(repeating: "c", count: 257)) },
        edge("hello.cameras") { $0.kind = .edge(cameras: [""]) },
        worker("worker.credit.items") { $0.credit.items = 0 },
        worker("credit.items") { $0.credit.items = 4097 },
        worker("credit.bytes") { $0.credit.bytes = 1 << 35 },
        worker("worker.service_times") { $0.serviceTimes = [] },
        worker("worker.service_times.batch") { $0.serviceTimes.reverse() },
        worker("service_times.batch") { $0.serviceTimes[1].batch = 257 },
        worker("service_times.microseconds") { $0.serviceTimes[0].time = .zero },
        request("focus_request.id.edge_incarnation") { $0.id.edgeIncarnation = 0 },
        request("focus_request.camera") { $0.camera = "" },
        request("focus_request.budget_us") { $0.budget = .zero },
        request("focus_request.budget_us") { $0.budget = .seconds(601) },
        request("region.image_side") { $0.region.imageSide = 225 },
        request("region.image_side") { $0.region.imageSide = 1056 },
        request("region.region_side") { $0.region.regionSide = 8 },
        request("region.region_index") { $0.region.regionIndex = 9 },
        request("region.kept_cells") { $0.region.keptCells = [1] },
        request("region.kept_cells") { $0.region.keptCells = [UInt8](repeating: 0, count: 7) },
        request("region.kept_cells") { $0.region.keptCells[6] = 2 },
        request("region.alpha") { $0.region.alpha = 0 },
        request("region.alpha") { $0.region.alpha = .nan },
        request("focus_request.frames") { $0.frames = [] },
        request("focus_request.frames") { $0.frames = Array(repeating: $0.frames[0], count: 9) },
        request("frames.byte_count") { $0.frames[0].byteCount = 0 },
        request("frames.byte_count") { $0.frames[0].byteCount = (64 << 20) + 1 },
        request("frames.rows") { $0.frames[0].rows = 0 },
        request("frames.columns") { $0.frames[1].columns = 4097 },
        request("focus_request.localization.class_index") { $0.localization.classIndex = 1 << 20 },
        request("focus_request.localization.confidence") { $0.localization.confidence = 1.5 },
        request("focus_request.threshold") { $0.threshold = -0.1 },
        request("focus_request.gear") { $0.gear = 256 },
        request("focus_request.compressed_side") { $0.compressedSide = 33 },
        request("focus_request.attempt") { $0.attempt = 9 },
        result("focus_result.answer.confidence") { $0.answer.confidence = .infinity },
        result("focus_result.top") { $0.top = Array(repeating: $0.answer, count: 6) },
        result("focus_result.worker") { $0.worker = "" },
        result("focus_result.compute_us") { $0.times.compute = .seconds(601) },
        result("focus_result.batch") { $0.batch = 0 },
        result("focus_result.attempt") { $0.attempt = 0 },
        Case(
            field: "refusal.retry_us",
            header: .refusal(Refusal(code: .draining, reason: "", retry: .seconds(3601)))),
        Case(field: "load.utilization", header: .heartbeat(Heartbeat(sequence: 1, load: Load(utilization: 2)))),
        Case(field: "load.queued", header: .heartbeat(Heartbeat(sequence: 1, load: Load(queued: 2_000_000)))),
        Case(field: "heartbeat.frames", header: .heartbeat(Heartbeat(sequence: 1, frames: 1 << 54))),
        Case(field: "gear.gear", header: .gear(Gear(revision: 1, number: 0, threshold: 0, regionSide: 5))),
        Case(field: "gear.region_side", header: .gear(Gear(revision: 1, number: 1, threshold: 0, regionSide: 33))),
    ]

    @Test(arguments: cases)
    func aFieldOutOfBoundsIsNamed(example: Case) {
        let error = #expect(throws: WireError.self) { _ = try Header.decode(example.header.encode()) }
        guard case .outOfBounds(let field, _, _) = error else {
            Issue.record("\(String(describing: error)) is not about a bound")
            return
        }
        #expect(field == example.field)
        #expect(error?.rejection.code == .outOfBounds)
    }

    @Test func payloadFramesMustBeAsDescribed() throws {
        var message = Message(Frame())
        #expect(throws: WireError.wrongFrames("0 payload frames; the header describes 2")) {
            try Samples.request.checkPayload(of: message)
        }
        message.append(Frame(copying: [UInt8](repeating: 0, count: 8448)))
        message.append(Frame(copying: [UInt8](repeating: 0, count: 9754)))
        try Samples.request.checkPayload(of: message)
        var other = Samples.request
        other.frames[1].byteCount = 9755
        #expect(throws: WireError.wrongFrames("payload frame 1 has 9754 bytes; the header says 9755")) {
            try other.checkPayload(of: message)
        }
    }
}
