import Wire
import ZeroMQ

/// Asks as fast as answers come, with a fixed number of questions open, and counts or times the answers.
package struct BrokerEdge: ~Copyable {
    /// What was seen.
    package struct Outcome: Codable, Sendable {
        /// Answers a second.
        package var rate: Double
        /// Medians and tails of the round trip, in microseconds.
        package var p50: Double
        package var p99: Double
        /// Questions that came back as failures.
        package var failures: Int
    }

    /// Size of a request's payload: "32 KB".
    package static let payloadBytes = 32_768
    /// Answers before counting begins, and for how long they are awaited.
    private static let warmUp = Duration.milliseconds(300)
    private static let patience = Duration.seconds(20)

    private let link: BrokerLink
    private let window: Int
    private let number: Int
    private let clock = ContinuousClock()
    private let payload = Frame(byteCount: payloadBytes) { bytes in
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index) }
    }

    /// Makes an edge with `window` questions open.
    package init(_ link: BrokerLink, window: Int, number: Int) {
        self.link = link
        self.window = window
        self.number = number
    }

    /// Runs for `time` after a warm-up; blocks the calling thread.
    package func run(for time: Duration) throws -> Outcome {
        var sent: [UInt64: ContinuousClock.Instant] = [:]
        var sequence: UInt64 = 0
        var (answers, failures) = (0, 0)
        var trips: [Double] = []
        let begin = clock.now
        var counting: ContinuousClock.Instant?
        while true {
            let now = clock.now
            if let counting, now >= counting + time { break }
            guard counting != nil || now < begin + Self.patience else {
                throw BrokerFailure(reason: "no answer came; are workers connected?")
            }
            while link.isOpen, sent.count < window {
                let request = Self.request(RequestID(edgeIncarnation: link.incarnation, sequence: sequence + 1), number)
                guard try link.send(.focusRequest(request), payload: payload) else { break }
                sequence += 1
                sent[sequence] = clock.now
            }
            try link.wait(.milliseconds(10))
            while let header = try link.next() {
                let (id, isFailure) = header.answered
                guard let id, let since = sent.removeValue(forKey: id.sequence) else { continue }
                let now = clock.now
                if let counting, now >= counting {
                    answers += isFailure ? 0 : 1
                    failures += isFailure ? 1 : 0
                    trips.append((now - since) / .microseconds(1))
                } else if counting == nil {
                    counting = now + Self.warmUp
                }
            }
        }
        trips.sort()
        return Outcome(
            rate: Double(answers) / (time / .seconds(1)), p50: Percentile.of(trips, 0.5),
            p99: Percentile.of(trips, 0.99), failures: failures
        )
    }

    private static func request(_ id: RequestID, _ number: Int) -> FocusRequest {
        FocusRequest(
            id: id, camera: "camera-\(number)", frame: id.sequence, budget: .seconds(10), payload: .pixels,
            region: Region(
                imageSide: 224, regionSide: 5, regionIndex: 4,
                keptCells: Region.mask(of: [8, 9, 10, 11, 12], gridSide: 7), alpha: 0.88
            ),
            frames: [
                PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: payloadBytes, rows: 224, columns: 224)
            ],
            localization: Answer(classIndex: 1, confidence: 0.25)
        )
    }
}

extension Header {
    /// Which request this answers, and whether with a failure.
    fileprivate var answered: (RequestID?, isFailure: Bool) {
        switch self {
        case .focusResult(let result): (result.id, false)
        case .focusFailure(let failure): (failure.id, true)
        default: (nil, false)
        }
    }
}
