import BundledModel
import Cascade
import Checkpoints
import Foundation
import Images
import Kernels
import LFViT
import PayloadSamples
import Payloads
import Tensors
import Wire

/// A frame that one machine localized: what its writer is handed.
final class Localized {
    let model: LFViTModel
    let settings: CascadeSettings
    let frame: PreparedFrame
    let localization: Localization
    let bound: BoundModel
    var selection = RegionSelection()

    /// Localizes one of the photographs that come with Fovea.
    init(
        _ photograph: String = "coffee", decoding: DecodingMode = .exact,
        change: (inout CascadeSettings) -> Void = { _ in }
    ) throws {
        model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        var settings = CascadeSettings(model.configuration)
        change(&settings)
        self.settings = settings
        bound = try BoundModel(model, context: ComputeContext())
        frame = PreparedFrame(model, decoding: decoding)
        localization = try Localization(bound, beta: settings.beta)
        try frame.decode(file: Localized.path(photograph))
        frame.halve()
        _ = localization.run(frame.low)
        localization.finish()
        settings.selector(model.geometry)
            .select(localization.classAttention.values, frame: 7, into: &selection)
    }

    func payload(_ kind: PayloadKind, _ options: PayloadOptions = PayloadOptions()) throws -> Payload {
        let writer = try PayloadWriter(model.geometry, settings: settings, options: options)
        frame.sharpen(writer.pixels(of: kind, selection))
        return try writer.write(
            kind, square: frame.square, half: frame.writeHalf, after: localization, selection: selection)
    }

    /// The logits of focus on this machine.
    func directLogits() throws -> [Float] {
        let focus = try Focus(bound, settings: settings)
        frame.sharpen(selection.keptPixels(grid: model.geometry.grid))
        _ = focus.run(frame.high, selection, after: localization)
        return focus.logits
    }

    /// The logits of focus on a machine that has only the payload.
    func remoteLogits(_ payload: Payload) throws -> (input: FocusInput, logits: [Float]) {
        let input = try FocusInput(model.geometry).filled(with: payload, settings: settings, model.geometry)
        let focus = try Focus(bound, settings: settings)
        _ = try focus.run(input, with: Localization(bound, beta: settings.beta))
        return (input, focus.logits)
    }

    private static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/\(name).jpg").standardizedFileURL.path
    }
}

extension FocusInput {
    func filled(with payload: Payload, settings: CascadeSettings, _ geometry: Geometry) throws -> FocusInput {
        let reader = PayloadReader(geometry, settings: settings)
        try payload.withUnsafeFrames { (frames) throws(PayloadError) in
            try reader.read(FocusRequest(payload), frames, into: self)
        }
        return self
    }
}
