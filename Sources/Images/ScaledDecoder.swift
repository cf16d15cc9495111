/// Decodes JPEG pictures no larger than a model looks at them, and makes of them what it looks at when it does: half the
/// square's resolution for the glance, then the part of the square that is looked at closely.
///
/// A part's pixels are those that it has in the whole square. What the crop leaves out is not decoded, so damage below it
/// goes unnoticed. Belongs to one thread, which it blocks; its memory is kept from one picture to the next.
package final class ScaledDecoder {
    private let transform: EvaluationTransform
    private let decoder: PictureDecoder
    private var reader: JPEGReader?
    private var halves = Resampler(.half)
    private var squares = Resampler(.square)
    /// How the last picture becomes the square; nil before the first.
    private var geometry: CropGeometry?
    /// The decoded pixels, and where they begin in the picture of the plan's scale.
    private var pixels = Picture(width: 1, height: 1)
    private var origin = (row: 0, column: 0)

    /// Makes a decoder for a model.
    ///
    /// - Parameter decoder: bounds what is accepted as a picture.
    package init(_ transform: EvaluationTransform, decoder: PictureDecoder = PictureDecoder()) {
        (self.transform, self.decoder) = (transform, decoder)
    }

    /// Decodes a picture file.
    ///
    /// - Returns: whether it was one of JPEG; others are not read.
    package func decode(file path: String) throws(PictureError) -> Bool {
        try decode(PictureFile(path: path))
    }

    /// Decodes bytes that hold one whole file; returns whether it was one of JPEG.
    package func decode(_ bytes: RawSpan) throws(PictureError) -> Bool {
        try bytes.withUnsafeBytes { (bytes) throws(PictureError) in try decode(PictureFile(bytes: bytes)) }
    }

    /// Writes the square of the last picture at half its resolution, `[side / 2, side / 2, 3]`.
    package func writeHalf(into half: inout Picture) {
        write(nil, into: &half, with: &halves)
    }

    /// Writes a part of the square of the last picture to its place in it; the rest keeps what it holds.
    package func write(_ part: PixelRectangle, into square: inout Picture) {
        write(part, into: &square, with: &squares)
    }

    private func write(_ part: PixelRectangle?, into target: inout Picture, with resampler: inout Resampler) {
        guard let geometry else { preconditionFailure("no picture was decoded") }
        resampler.begin(geometry, part: part)
        for row in resampler.sourceRows {
            resampler.take(row: row, pixels.pointer(row: row - origin.row), from: origin.column)
        }
        resampler.finish(into: &target)
    }

    private func decode(_ file: consuming PictureFile) throws(PictureError) -> Bool {
        guard file.format == .jpeg else { return false }
        let reader = try warmReader()
        defer { reader.close() }
        let header = try reader.open(file, bound: .pixels(decoder.pixelLimit))
        // Turned rows become columns, and of a file of several scans each is read to its end.
        let allowsParts = header.orientation == .upright && !header.hasScans
        let plan = DecodingPlan(
            transform.geometry(width: header.size.width, height: header.size.height), allowsParts: allowsParts)
        geometry = plan.geometry
        try reader.start(at: plan.scale)
        if allowsParts {
            try read(plan.part, from: reader)
        } else {
            pixels = try decoder.picture(of: JPEGRows(reader, header))
            origin = (0, 0)
        }
        return true
    }

    private func warmReader() throws(PictureError) -> JPEGReader {
        if let reader { return reader }
        let first = try JPEGReader()
        reader = first
        return first
    }

    /// Decodes a part of an upright picture.
    private func read(_ part: PixelRectangle, from reader: JPEGReader) throws(PictureError) {
        origin = (part.row, try reader.narrow(to: part))
        if pixels.width != reader.width || pixels.height != part.height {
            pixels = Picture(width: reader.width, height: part.height)
        }
        for row in 0..<part.height { try reader.read(into: pixels.mutablePointer(row: row)) }
    }
}
