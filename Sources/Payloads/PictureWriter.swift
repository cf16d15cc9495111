package import Images
package import Wire

/// Makes payloads for a model that looks at whole pictures (LookupViT): the square as the edge saw it, and nothing else.
///
/// Owned by one compute thread, on which it blocks while it compresses.
package final class PictureWriter {
    private let image: Int
    private let encoding: PixelEncoding
    private var encoder = PixelEncoder()

    /// Makes a writer for pictures of a side in pixels.
    package init(image: Int, options: PayloadOptions = PayloadOptions()) {
        self.image = image
        encoding = options.picture
    }

    /// Writes the payload of one frame.
    ///
    /// - Parameters:
    ///   - kind: `pixels`, or `exact` for raw ones.
    ///   - square: the frame as the model saw it, `[side, side]` pixels.
    /// - Throws: `PayloadError`, for `features` too: such a model has none to hand over.
    package func write(_ kind: PayloadKind, square: borrowing Picture) throws(PayloadError) -> Payload {
        guard kind != .features else {
            throw .unexpected(
                "payload", found: "features", expected: "pixels or exact: this model looks at whole pictures")
        }
        let pixels = kind == .exact ? PixelEncoding.rgb8 : encoding
        let bytes = try encoder.encode(.picture, square, square.bounds, pixels)
        let frame = PayloadFrame(
            kind: .picture, encoding: pixels.wire, byteCount: bytes.count, rows: image, columns: image)
        return Payload(kind: kind, region: .whole(imageSide: image), parts: [Payload.Part(frame: frame, bytes: bytes)])
    }
}
