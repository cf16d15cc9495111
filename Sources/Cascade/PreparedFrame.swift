package import Checkpoints
package import Images
package import LFViT
package import Tensors

/// A frame made ready for the model: decoded, resized, cut, normalised, and the same at half resolution.
///
/// Decoded fast, a JPEG picture for a model that glances first has only its half at the beginning; `sharpen` makes the part
/// that is looked at closely. Owned by one compute thread; its buffers are made once and overwritten by the next frame.
package final class PreparedFrame {
    /// The frame as the model sees it, `[side, side]` pixels: what `sharpen` asked for, all of it where decoding is exact.
    package private(set) var square: Picture
    /// The normalised frame, `[3, side, side]`, as far as the square is there.
    package private(set) var high: Tensor
    /// The normalised frame at half resolution, `[3, side / 2, side / 2]`; valid after `halve()`.
    package private(set) var low: Tensor

    private let decoder: PictureDecoder
    private let transform: EvaluationTransform
    private let halfResolution: HalfResolution
    private var resampler = Resampler()
    /// Decodes fast; nil where decoding is exact.
    private let scaled: ScaledDecoder?
    /// Whether the half is looked at first.
    private let glances: Bool
    private var half: Picture
    /// Whether `half` holds this frame.
    private var hasHalf = false
    /// The part of the square that is there; nil for none. The frame before the first is black.
    private var sharp: PixelRectangle?

    /// Makes the buffers for a model.
    ///
    /// - Parameters:
    ///   - crop: the share of the resized picture's side that is kept; the model's own where nil.
    ///   - decoding: whether all of a picture is decoded, or what the model looks at.
    ///   - decoder: bounds what is accepted as a picture.
    package init(
        _ configuration: ModelConfiguration, crop: Double? = nil, decoding: DecodingMode = .exact,
        decoder: PictureDecoder = PictureDecoder()
    ) {
        let side = configuration.image
        self.decoder = decoder
        transform = EvaluationTransform(
            size: side, crop: crop ?? configuration.crop, mean: configuration.mean, standardDeviation: configuration.std
        )
        scaled = decoding == .exact ? nil : ScaledDecoder(transform, decoder: decoder)
        glances = configuration.architecture == .lfViT
        halfResolution = HalfResolution(size: side)
        square = Picture(width: side, height: side)
        high = Tensor([3, side, side])
        low = Tensor([3, side / 2, side / 2])
        half = Picture(width: side / 2, height: side / 2)
        sharp = square.bounds
    }

    /// Makes the buffers for an LF-ViT or ViT model.
    package convenience init(
        _ model: LFViTModel, crop: Double? = nil, decoding: DecodingMode = .exact,
        decoder: PictureDecoder = PictureDecoder()
    ) {
        self.init(model.configuration, crop: crop, decoding: decoding, decoder: decoder)
    }

    /// Reads a picture file up to the normalised frame, or to its half.
    package func decode(file path: String) throws(PictureError) {
        if let scaled, try scaled.decode(file: path) { return begin(scaled) }
        try decoder.decode(file: path, to: &square, by: transform, with: &resampler)
        normalize()
    }

    /// Reads one whole picture file's bytes up to the normalised frame, or to its half.
    package func decode(_ bytes: RawSpan) throws(PictureError) {
        if let scaled, try scaled.decode(bytes) { return begin(scaled) }
        try decoder.decode(bytes, to: &square, by: transform, with: &resampler)
        normalize()
    }

    /// Brings a decoded picture up to the normalised frame.
    package func take(_ picture: borrowing Picture) {
        transform.apply(to: picture, into: &square, with: &resampler)
        normalize()
    }

    private func begin(_ scaled: ScaledDecoder) {
        (sharp, hasHalf) = (nil, glances)
        if glances { scaled.writeHalf(into: &half) } else { sharpen() }
    }

    /// Normalises the square again.
    package func normalize() {
        transform.normalize(square, into: &high)
        (sharp, hasHalf) = (square.bounds, false)
    }

    /// Makes the half-resolution frame, which only localization reads.
    package func halve() {
        if hasHalf {
            transform.normalize(part: half, into: &low, row: 0, column: 0)
        } else {
            halfResolution.apply(to: high, into: &low)
        }
    }

    /// Makes sure that a part of the square, or all of it, is there before `square` and `high` are read; does nothing
    /// where it is. The rest of both may hold anything.
    package func sharpen(_ part: PixelRectangle? = nil) {
        let part = part ?? square.bounds
        if let sharp, sharp.contains(part) { return }
        guard let scaled else { return }
        scaled.write(part, into: &square)
        transform.normalize(square, part: part, into: &high)
        sharp = part
    }

    /// Writes the half-resolution frame as pixels, `[side / 2, side / 2]`, for those that send it.
    package func writeHalf(into picture: inout Picture) {
        if hasHalf { picture.copy(half) } else { halfResolution.apply(to: square, into: &picture) }
    }
}
