package import Checkpoints
import Images
package import Tensors
package import Wire

/// Reads payloads of a `PictureWriter` back. Whatever the bytes are, it either fills the picture or says what is wrong.
///
/// Owned by one thread of a worker, on which it blocks while it decompresses.
package final class PictureReader {
    private let image: Int
    private let transform: EvaluationTransform
    private let decoder = PixelDecoder()
    private var square: Picture

    /// Makes a reader for a model as the worker runs it.
    package init(_ configuration: ModelConfiguration) {
        image = configuration.image
        transform = EvaluationTransform(
            size: image, crop: configuration.crop, mean: configuration.mean, standardDeviation: configuration.std)
        square = Picture(width: image, height: image)
    }

    /// Reads the payload of a request.
    ///
    /// - Parameters:
    ///   - frames: the payload frames in order, at any address; read during the call alone.
    ///   - picture: becomes the normalised picture, `[3, side, side]`; of no use after an error.
    package func read(
        _ request: FocusRequest, _ frames: [UnsafeRawBufferPointer], into picture: inout Tensor
    ) throws(PayloadError) {
        guard request.region == .whole(imageSide: image) else {
            throw .unexpected(
                "region", found: "side \(request.region.regionSide) of \(request.region.imageSide) pixels",
                expected: "the whole picture of \(image) pixels")
        }
        try PayloadLayout(picture: request.payload, image: image).check(request.frames, frames)
        try decoder.decode(request.frames[0], frames[0], into: &square)
        transform.normalize(square, into: &picture)
    }
}
