import Cascade
package import Evaluation
import Images
import Kernels
package import LFViT
package import Payloads
import Tensors
package import Wire

/// What each payload costs in bytes and time and what it changes in the answer: every picture passes through both stages
/// directly, then through each payload as an edge would write and a worker would read it. Nothing exits.
///
/// Owned by one compute thread.
package final class PayloadBenchmark {
    /// One entry of the payload menu.
    package struct Variant: Sendable {
        /// What the table calls it.
        package let name: String
        /// The payload.
        package let kind: PayloadKind
        /// How its pixels are encoded.
        package let options: PayloadOptions
    }

    /// What one payload did with one picture.
    package struct Sample: Sendable {
        /// The sum of the payload frames.
        package let bytes: Int
        /// The class that the worker answered.
        package let answer: Int
        /// Half-resolution picture, compression and quantisation at the edge.
        package let write: Duration
        /// Checks, decompression and normalisation at the worker, without localization where that is repeated.
        package let read: Duration
    }

    /// What all payloads did with one picture.
    package struct Measurement: Sendable {
        /// The right class.
        package let label: Int
        /// The class that the direct run answered.
        package let direct: Int
        /// One sample for each variant.
        package let samples: [Sample]
    }

    /// The menu: what can be sent by default, and what else was considered. The default is the one without options.
    package static let menu: [Variant] = {
        func features(_ name: String, _ region: PixelEncoding, _ context: PixelEncoding) -> Variant {
            Variant(name: name, kind: .features, options: PayloadOptions(region: region, context: context))
        }
        func pixels(_ name: String, _ picture: PixelEncoding) -> Variant {
            Variant(name: name, kind: .pixels, options: PayloadOptions(picture: picture))
        }
        return [
            features("features, PNG", .png, .png),
            features("features, q95 + PNG", .jpeg(quality: 95), .png),
            features("features, q97 + q97", .jpeg(quality: 97), .jpeg(quality: 97)),
            Variant(name: "features (q95 + q95)", kind: .features, options: PayloadOptions()),
            features("features, q95 + q90", .jpeg(quality: 95), .jpeg(quality: 90)),
            features("features, q90 + q95", .jpeg(quality: 90), .jpeg(quality: 95)),
            features("features, q90 + q90", .jpeg(quality: 90), .jpeg(quality: 90)),
            features("features, q85 + q85", .jpeg(quality: 85), .jpeg(quality: 85)),
            features("features, q75 + q75", .jpeg(quality: 75), .jpeg(quality: 75)),
            features("features, q50 + q50", .jpeg(quality: 50), .jpeg(quality: 50)),
            pixels("pixels, PNG", .png),
            pixels("pixels, q95", .jpeg(quality: 95)),
            pixels("pixels, q90", .jpeg(quality: 90)),
            Variant(name: "exact", kind: .exact, options: PayloadOptions()),
        ]
    }()

    private let frame: PreparedFrame
    private let edge: Localization
    private let worker: Localization
    private let focus: Focus
    private let selector: RegionSelector
    private let writers: [PayloadWriter]
    private let reader: PayloadReader
    private let input: FocusInput
    private let clock = ContinuousClock()
    private var selection = RegionSelection()

    /// Compiles a cascade on the calling thread.
    package init(_ model: LFViTModel, settings: CascadeSettings, crop: Double?) throws {
        let bound = try BoundModel(model, context: ComputeContext())
        let geometry = model.geometry
        frame = PreparedFrame(model, crop: crop)
        edge = try Localization(bound, beta: settings.beta)
        worker = try Localization(bound, beta: settings.beta)
        focus = try Focus(bound, settings: settings)
        selector = settings.selector(geometry)
        writers = try PayloadBenchmark.menu.map {
            try PayloadWriter(geometry, settings: settings, options: $0.options)
        }
        reader = PayloadReader(geometry, settings: settings)
        input = FocusInput(geometry)
    }

    /// Measures one picture; its number decides only what the random rule draws.
    ///
    /// - Throws: `PictureError` where it cannot be decoded; `PayloadError` never but for a fault of Fovea's.
    package func measure(_ picture: LabelledFolder.Picture, number: UInt64) throws -> Measurement {
        try frame.decode(file: picture.path)
        frame.halve()
        _ = edge.run(frame.low)
        selector.select(edge.classAttention.values, frame: number, into: &selection)
        let direct = focus.run(frame.high, selection, after: edge)
        var samples: [Sample] = []
        for (variant, writer) in zip(PayloadBenchmark.menu, writers) {
            samples.append(try sample(variant.kind, writer))
        }
        return Measurement(label: picture.label, direct: direct.best.index, samples: samples)
    }

    private func sample(_ kind: PayloadKind, _ writer: PayloadWriter) throws -> Sample {
        let start = clock.now
        let payload = try writer.write(
            kind, square: frame.square, after: edge, selection: selection)
        let write = clock.now - start
        let request = FocusRequest(
            id: RequestID(edgeIncarnation: 1, sequence: 1), camera: "bench", frame: 0, budget: .seconds(1),
            payload: kind, region: payload.region, frames: payload.frames,
            localization: Wire.Answer(classIndex: 0, confidence: 0))
        let began = clock.now
        try payload.withUnsafeFrames { (frames) throws(PayloadError) in
            try reader.read(request, frames, into: input)
        }
        let read = clock.now - began
        let answer = focus.run(input, with: worker)
        return Sample(bytes: payload.byteCount, answer: answer.best.index, write: write, read: read)
    }
}
