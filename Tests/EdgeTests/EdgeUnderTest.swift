import BundledModel
import Edge
import Foundation
import LFViT
import Synchronization
import Wire
import ZeroMQ

/// An edge with the bundled model, its outcomes and its notices.
struct EdgeUnderTest {
    let node: EdgeNode
    let outcomes = Outcomes()
    let notices: AsyncStream<EdgeNotice>

    /// What the sink was told, in order.
    final class Outcomes: Sendable {
        private let list = Mutex<[FrameOutcome]>([])

        var all: [FrameOutcome] { list.withLock { $0 } }
        var final: [FrameOutcome] { all.filter(\.isFinal) }

        func append(_ outcome: FrameOutcome) {
            list.withLock { $0.append(outcome) }
        }
    }

    static let model = Result { try LFViTModel(path: BundledModel.lfViTTiny.path) }

    /// Settings under which every frame is hard, and has time.
    static func settings(threshold: Double? = nil) throws -> EdgeSettings {
        var cascade = CascadeSettings(try model.get().configuration)
        cascade.earlyExit = threshold != nil
        cascade.threshold = threshold ?? 0.5
        var settings = EdgeSettings(cascade)
        settings.budget = .seconds(600)
        return settings
    }

    static func uplink(_ endpoints: [String], in context: Context) -> Uplink {
        Uplink(
            context: context, coordinators: endpoints.map { Uplink.Coordinator($0) },
            identity: NodeIdentity(name: "edge", incarnation: 11),
            fingerprint: Fingerprint(
                weights: [UInt8](repeating: 1, count: 32), geometry: [UInt8](repeating: 2, count: 32)
            )
        ) {
            { _ in
                let frame = PayloadFrame(kind: .features, encoding: .signed8, byteCount: 6, rows: 2, columns: 3)
                return EncodedPayload(.features, [(frame, [1, 2, 3, 4, 5, 6])])
            }
        }
    }

    init(
        _ settings: EdgeSettings, uplink: Uplink? = nil,
        onOutcome: @escaping @Sendable (FrameOutcome) -> Void = { _ in }
    ) async throws {
        let (notices, continuation) = AsyncStream.makeStream(of: EdgeNotice.self)
        self.notices = notices
        node = try await EdgeNode(
            Self.model.get(), settings: settings, uplink: uplink, notice: { continuation.yield($0) }
        ) { [outcomes] outcome in
            outcomes.append(outcome)
            onOutcome(outcome)
        }
    }

    static func frame(_ name: String, number: UInt64 = 1, camera: String = "gate") throws -> OfferedFrame {
        OfferedFrame(camera: try Camera(camera), number: number, picture: .file(path(name)))
    }

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/\(name).jpg").standardizedFileURL.path
    }
}
