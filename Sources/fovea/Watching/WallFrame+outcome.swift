import BundledModel
import Edge
import Foundation
import LFViT
import Pages

extension WallFrame {
    /// What an outcome shows of its frame; nil where nothing was kept of it.
    init?(_ outcome: FrameOutcome, _ table: ClassTable) {
        guard let seen = outcome.seen, let ending = outcome.outcome else { return nil }
        func verdict(_ answer: FrameOutcome.Answer?) -> Verdict? {
            answer.map { Verdict(label: table.label($0.classIndex), confidence: $0.confidence) }
        }
        self.init(
            camera: outcome.camera.name, frame: outcome.frame, outcome: ending.name, reason: ending.reason,
            milliseconds: outcome.milliseconds, worker: outcome.worker, grid: seen.grid, attention: seen.attention,
            window: seen.region.map { Window(row: $0.row, column: $0.column, side: $0.side) }, kept: seen.kept,
            glance: verdict(outcome.glanced), focus: outcome.isProvisional ? nil : verdict(outcome.answer),
            picture: Data(seen.picture)
        )
    }
}
