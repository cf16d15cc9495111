package import Cascade
import Kernels
package import LFViT

/// Glances once at every picture and looks closely once for each side of the region; where nobody labelled the picture,
/// the close look at all of it is the teacher.
///
/// Owned by one compute thread.
package final class Calibrator {
    /// How many bytes are sent of the frame at hand for a selection.
    package typealias PayloadSize = (PreparedFrame, Localization, RegionSelection) throws -> Int

    private let frame: PreparedFrame
    private let localization: Localization
    private let sides: [(selector: RegionSelector, focus: Focus)]
    private let teacher: (selector: RegionSelector, focus: Focus)?
    private let payloadSize: PayloadSize
    private var selection = RegionSelection()

    /// Compiles localization, and focus for each of the settings, on the calling thread.
    ///
    /// - Parameter needsTeacher: whether pictures come without labels.
    package init(
        _ model: LFViTModel, settings: [CascadeSettings], crop: Double?, needsTeacher: Bool,
        payloadSize: @escaping PayloadSize
    ) throws {
        let bound = try BoundModel(model, context: ComputeContext())
        frame = PreparedFrame(model, crop: crop)
        localization = try Localization(bound, beta: settings[0].beta)
        sides = try settings.map { ($0.selector(model.geometry), try Focus(bound, settings: $0)) }
        var everywhere = settings[0]
        everywhere.regionRule = .off
        teacher = needsTeacher ? (everywhere.selector(model.geometry), try Focus(bound, settings: everywhere)) : nil
        self.payloadSize = payloadSize
    }

    /// Measures one picture; the frame's number decides only what the random rule draws.
    ///
    /// - Throws: `PictureError`, and what the making of payloads throws.
    package func measure(file path: String, label: Int?, number: UInt64) throws -> CalibratedPicture {
        try frame.decode(file: path)
        frame.halve()
        let glance = localization.run(frame.low)
        let right = label ?? teacher.map { run($0, number).best.index }
        return CalibratedPicture(
            confidence: glance.best.confidence, isRight: glance.best.index == right,
            focus: try sides.map { side in
                let answer = run(side, number)
                return CalibratedPicture.Focus(
                    isRight: answer.best.index == right, bytes: try payloadSize(frame, localization, selection))
            })
    }

    private func run(_ side: (selector: RegionSelector, focus: Focus), _ number: UInt64) -> Answer {
        side.selector.select(localization.classAttention.values, frame: number, into: &selection)
        return side.focus.run(
            frame.high, selection, embeddings: localization.embedding.tokens, features: localization.features)
    }
}
