package import Checkpoints
package import Images
package import LFViT
package import Tensors

/// A frame made ready for the model: decoded, resized, cut, normalised, and the same at half resolution.
///
/// Owned by one compute thread; its buffers are made once and overwritten by the next frame.
package final class PreparedFrame {
    /// The frame as the model sees it, `[side, side]` pixels.
    package private(set) var square: Picture
    /// The normalised frame, `[3, side, side]`.
    package private(set) var high: Tensor
    /// The normalised frame at half resolution, `[3, side / 2, side / 2]`; valid after `halve()`.
    package private(set) var low: Tensor

    private let decoder: PictureDecoder
    private let transform: EvaluationTransform
    private let halfResolution: HalfResolution
    private var resampler = Resampler()

    /// Makes the buffers for a model.
    ///
    /// - Parameters:
    ///   - crop: the share of the resized picture's side that is kept; the model's own where nil.
    ///   - decoder: bounds what is accepted as a picture.
    package init(
        _ configuration: ModelConfiguration, crop: Double? = nil, decoder: PictureDecoder = PictureDecoder()
    ) {
        let side = configuration.image
        self.decoder = decoder
        transform = EvaluationTransform(
            size: side, crop: crop ?? configuration.crop, mean: configuration.mean, standardDeviation: configuration.std
        )
        halfResolution = HalfResolution(size: side)
        square = Picture(width: side, height: side)
        high = Tensor([3, side, side])
        low = Tensor([3, side / 2, side / 2])
    }

    /// Makes the buffers for an LF-ViT or ViT model.
    package convenience init(_ model: LFViTModel, crop: Double? = nil, decoder: PictureDecoder = PictureDecoder()) {
        self.init(model.configuration, crop: crop, decoder: decoder)
    }

    /// Reads a picture file up to the normalised frame.
    package func decode(file path: String) throws(PictureError) {
        try decoder.decode(file: path, to: &square, by: transform, with: &resampler)
        normalize()
    }

    /// Reads one whole picture file's bytes up to the normalised frame.
    package func decode(_ bytes: RawSpan) throws(PictureError) {
        try decoder.decode(bytes, to: &square, by: transform, with: &resampler)
        normalize()
    }

    /// Brings a decoded picture up to the normalised frame.
    package func take(_ picture: borrowing Picture) {
        transform.apply(to: picture, into: &square, with: &resampler)
        normalize()
    }

    /// Normalises the square again.
    package func normalize() {
        transform.normalize(square, into: &high)
    }

    /// Makes the half-resolution frame, which only localization reads.
    package func halve() {
        halfResolution.apply(to: high, into: &low)
    }
}
