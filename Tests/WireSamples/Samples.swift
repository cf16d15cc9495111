package import Wire

/// One valid value of every message, with every field set.
package enum Samples {
    package static let id = RequestID(edgeIncarnation: 0xfedc_ba98_7654_3210, sequence: 42)
    package static let load = Load(queueDelay: .microseconds(1500), utilization: 0.75, queued: 12, inFlight: 3)
    package static let gear = Gear(revision: 9, number: 2, threshold: 0.47, regionSide: 5, payload: .pixels, load: load)
    package static let fingerprint = Fingerprint(
        weights: Array(0..<32), geometry: [UInt8](repeating: 255, count: 32))

    package static let edge = Hello(
        identity: NodeIdentity(name: "gate", incarnation: 7), fingerprint: fingerprint, precision: .int8,
        kind: .edge(cameras: ["north", "süd"]), software: "fovea 0.1", page: "http://10.0.0.5:8080/")

    package static let worker = Hello(
        identity: NodeIdentity(name: "gpu-1", incarnation: 8), fingerprint: fingerprint, precision: .bfloat16,
        kind: .worker(
            WorkerOffer(
                credit: Credit(items: 16, bytes: 1 << 26),
                serviceTimes: [
                    ServiceTime(batch: 1, time: .milliseconds(20)), ServiceTime(batch: 8, time: .milliseconds(90)),
                ])),
        software: "fovea 0.1")

    package static let request = FocusRequest(
        id: id, camera: "north", frame: 1234, budget: .milliseconds(150), payload: .features,
        region: Region(
            imageSide: 224, regionSide: 5, regionIndex: 8, keptCells: Region.mask(of: [0, 7, 48], gridSide: 7),
            alpha: 0.88),
        frames: [
            PayloadFrame(kind: .features, encoding: .signed8, byteCount: 8448, rows: 22, columns: 384),
            PayloadFrame(kind: .regionPixels, encoding: .jpeg, byteCount: 9754, rows: 160, columns: 160),
        ],
        localization: Answer(classIndex: 281, confidence: 0.31), threshold: 0.76, gear: 1,
        attempt: 2, queued: .microseconds(830), compressedSide: 7)

    package static var result: FocusResult {
        var result = FocusResult(
            id: id, isFinal: true, answer: Answer(classIndex: 282, confidence: 0.93),
            top: [Answer(classIndex: 282, confidence: 0.93), Answer(classIndex: 281, confidence: 0.05)],
            worker: "gpu-1", batch: 4, precision: .float32, attempt: 2)
        result.times.queued = .microseconds(1)
        result.times.batching = .microseconds(2)
        result.times.decoding = .microseconds(3)
        result.times.compute = .microseconds(4)
        return result
    }

    package static let headers: [Header] = [
        .hello(edge), .hello(worker),
        .welcome(
            Welcome(
                coordinator: NodeIdentity(name: "c1", incarnation: 3), heartbeat: .milliseconds(500), lostAfter: 3,
                maximumPayloadBytes: 4 << 20, software: "fovea 0.1", gear: gear)),
        .welcome(
            Welcome(
                coordinator: NodeIdentity(name: "c1", incarnation: 3), heartbeat: .seconds(1), lostAfter: 1,
                maximumPayloadBytes: 1)),
        .refusal(Refusal(code: .otherWeights, reason: "expected 00, found ff", retry: .seconds(30))),
        .focusRequest(request), .focusResult(result),
        .focusFailure(FocusFailure(id: id, code: .duplicateRequest, reason: "seen before")),
        .credit(Credit(items: 0, bytes: 17_179_869_184)),
        .heartbeat(Heartbeat(sequence: 5, echo: 4, load: load, frames: 123_456)),
        .cancel(id), .drain("upgrade"), .goodbye(""),
        .rejection(Rejection(code: .helloFirst, reason: "unknown connection")), .gear(gear),
    ]
}
