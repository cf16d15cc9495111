package import Cascade
import Kernels
package import LFViT
package import LookupViT

/// Glances once at every picture and looks closely once for each side; where nobody labelled the picture, a close look
/// that spares nothing is the teacher.
///
/// Owned by one compute thread.
package final class Calibrator {
    /// How many bytes are sent of the frame at hand for a selection.
    package typealias PayloadSize = (PreparedFrame, Localization, RegionSelection) throws -> Int

    private let looks: any CalibratedLooks
    private let count: Int

    /// Compiles localization, and focus for each of the settings, on the calling thread.
    ///
    /// - Parameter needsTeacher: whether pictures come without labels.
    package init(
        _ model: LFViTModel, settings: [CascadeSettings], crop: Double?, needsTeacher: Bool,
        payloadSize: @escaping PayloadSize
    ) throws {
        looks = try RegionLooks(
            model, BoundModel(model, context: ComputeContext()), settings: settings, crop: crop,
            needsTeacher: needsTeacher, payloadSize: payloadSize)
        count = settings.count
    }

    /// The same of an elastic model, whose elastic stage looks closely.
    ///
    /// - Parameter side: of the compressed grid.
    package init(
        _ model: ElasticModel, side: Int, settings: [CascadeSettings], crop: Double?, needsTeacher: Bool,
        payloadSize: @escaping PayloadSize
    ) throws {
        let bound = try BoundElastic(model, context: ComputeContext())
        looks = try RegionLooks(
            model.base, bound.base, settings: settings, elastic: (bound, side), crop: crop,
            needsTeacher: needsTeacher, payloadSize: payloadSize)
        count = settings.count
    }

    /// Compiles LookupViT at the side of the glance and at each of the others, on the calling thread.
    package init(
        _ model: LookupViTModel, glance: Int, sides: [Int], head: LookupHead, crop: Double?, needsTeacher: Bool,
        payloadSize: @escaping (PreparedFrame) throws -> Int
    ) throws {
        looks = try LookupLooks(
            model, glance: glance, sides: sides, head: head, crop: crop, needsTeacher: needsTeacher,
            payloadSize: payloadSize)
        count = sides.count
    }

    /// Measures one picture; the frame's number decides only what the random rule draws.
    ///
    /// - Throws: `PictureError`, and what the making of payloads throws.
    package func measure(file path: String, label: Int?, number: UInt64) throws -> CalibratedPicture {
        try looks.frame.decode(file: path)
        let glance = looks.glance()
        let right = label ?? looks.teach(number: number)?.best.index
        return CalibratedPicture(
            confidence: glance.best.confidence, isRight: glance.best.index == right,
            focus: try (0..<count).map { position in
                let (answer, bytes) = try looks.look(position, number: number)
                return CalibratedPicture.Focus(isRight: answer.best.index == right, bytes: bytes)
            })
    }
}
