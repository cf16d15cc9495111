package import Edge
package import LFViT
import Synchronization
import Worker

/// Sends very many frames through an edge node with a coordinator and simulated workers, and looks at the memory of the
/// process now and then. Frames exit, are answered by workers, come too late, are no pictures, or are superseded.
package struct EdgeEndurance: Sendable, Encodable {
    /// The memory at one moment.
    package struct Point: Sendable, Encodable {
        /// Frames offered until then.
        package let frames: Int
        /// Resident bytes of this process: edge, coordinator and workers.
        package let residentBytes: Int
    }

    /// Frames offered.
    package let offered: Int
    /// Frames by how they ended.
    package let exited, focused, fallback, rejected, dropped: Int
    /// What does not add up; empty where every frame has exactly one end, in the books and at the sink.
    package let problems: [String]
    /// Rising; the first one is after the warm-up, a twentieth of the frames.
    package let points: [Point]
    /// Frames a second.
    package let rate: Double

    /// How much more memory there is at the end than after the warm-up.
    package var growth: Int { (points.last?.residentBytes ?? 0) - (points.first?.residentBytes ?? 0) }

    private static let pictures = 32
    private static let points = 20

    /// Runs for as long as it takes.
    ///
    /// - Parameters:
    ///   - hardShare: which share of the pictures is forwarded.
    ///   - payload: makes, on each compute thread, what turns hard frames into payloads.
    ///   - resident: the resident bytes of this process.
    ///   - look: told each point.
    package init(
        _ model: LFViTModel, settings: CascadeSettings, frames: Int, hardShare: Double,
        payload: @escaping @Sendable () throws -> PayloadEncoding, resident: () -> Int, look: (Point) throws -> Void
    ) async throws {
        let pictures = try RandomPictures.files(Self.pictures, side: model.geometry.image)
        var cascade = settings
        cascade.earlyExit = true
        cascade.threshold = try await Self.threshold(model, cascade, pictures, hardShare)
        var terms = EdgeSettings(cascade)
        terms.budget = .seconds(30)
        terms.emitsPartials = true
        terms.sightInterval = .seconds(1)
        terms.fallback = .focus(reserve: .milliseconds(100))

        let cluster = try await SimulatedCluster(
            workers: 4, service: SimulatedService(ServiceDistribution(.fixed(.milliseconds(1)))), transport: .inproc)
        let finals = Atomic<Int>(0)
        let uplink = cluster.uplink(payload: payload)
        let edge = try await EdgeNode(model, settings: terms, uplink: uplink) { outcome in
            if outcome.isFinal { finals.add(1, ordering: .relaxed) }
        }
        while edge.forwarding?.isServed != true { try await Task.sleep(for: .milliseconds(2)) }

        var source = try EnduranceFrames(pictures, live: LivePlace(edge), budget: terms.budget)
        var points: [Point] = []
        let start = ContinuousClock.now
        try await edge.replay { () throws -> OfferedFrame? in
            while source.count < frames {
                let frame = try source.next()
                if source.count % max(1, frames / Self.points) == 0 {
                    let point = Point(frames: source.count, residentBytes: resident())
                    points.append(point)
                    try look(point)
                }
                if let frame { return frame }
            }
            return nil
        }
        rate = Double(frames) / ((ContinuousClock.now - start) / .seconds(1))
        await edge.stop(within: .seconds(30))
        let account = edge.account
        try await cluster.stop()

        let total = account.total
        (offered, exited, focused) = (total.offered, total.exited, total.focused)
        (fallback, rejected, dropped) = (total.fallback, total.rejected, total.dropped)
        self.points = points
        var problems: [String] = []
        if !account.isBalanced { problems.append("the books do not balance: \(total)") }
        if total.inFlight != 0 { problems.append("\(total.inFlight) frames are in flight after the end") }
        if total.offered != frames { problems.append("\(total.offered) frames are in the books, not \(frames)") }
        let told = finals.load(ordering: .relaxed)
        if told != frames { problems.append("the sink was told \(told) final outcomes, not \(frames)") }
        self.problems = problems
    }

    /// The threshold that leaves about that share of the pictures to the workers.
    private static func threshold(
        _ model: LFViTModel, _ settings: CascadeSettings, _ pictures: [[UInt8]], _ share: Double
    ) async throws -> Double {
        let seen = Mutex<[Double]>([])
        var settings = settings
        settings.threshold = 0
        let edge = try await EdgeNode(model, settings: EdgeSettings(settings)) { outcome in
            if let answer = outcome.answer { seen.withLock { $0.append(Double(answer.confidence)) } }
        }
        let camera = try Camera("first look")
        for (number, picture) in pictures.enumerated() {
            await edge.take(OfferedFrame(camera: camera, number: UInt64(number), picture: .bytes(picture)))
        }
        await edge.stop(within: .seconds(1))
        let confidences = seen.withLock { $0.sorted() }
        let place = min(max(0, Int(share * Double(confidences.count))), confidences.count - 1)
        return place == 0 ? 0 : (confidences[place - 1] + confidences[place]) / 2
    }
}

/// The frames of such a run: most are pictures to be answered, some are no pictures, come too late, or come from a camera
/// that never waits.
private struct EnduranceFrames {
    private(set) var count = 0
    private let pictures: [[UInt8]]
    private let live: LivePlace
    private let budget: Duration
    private let cameras: (steady: Camera, live: Camera)

    init(_ pictures: [[UInt8]], live: LivePlace, budget: Duration) throws {
        self.pictures = pictures
        self.live = live
        self.budget = budget
        cameras = (try Camera("the camera of the recordings"), try Camera("live"))
    }

    /// The next frame; nil where it was handed over already.
    mutating func next() throws -> OfferedFrame? {
        defer { count += 1 }
        let number = UInt64(count)
        let picture = OfferedFrame.Picture.bytes(pictures[count % pictures.count])
        switch count % 500 {
        case 499:
            return OfferedFrame(camera: cameras.steady, number: number, picture: .bytes([0, 1, 2, 3]))
        case 240..<272:
            // All pictures once, the hard ones among them: their budget has ended before they begin.
            return OfferedFrame(
                camera: cameras.steady, number: number, picture: picture, scheduled: .now - budget * 2)
        case let place where (10..<13).contains(place % 20):
            // More than one at a time: the newest wins.
            live.offer(OfferedFrame(camera: cameras.live, number: number, picture: picture))
            return nil
        default:
            return OfferedFrame(camera: cameras.steady, number: number, picture: picture)
        }
    }
}
