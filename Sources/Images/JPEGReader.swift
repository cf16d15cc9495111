import CJPEG
import CPixels

/// What a JPEG file says of its picture before it is decoded.
struct JPEGHeader {
    /// Stored pixels in a row.
    let width: Int
    /// Stored rows.
    let height: Int
    /// How the stored rows belong in the upright picture.
    let orientation: Orientation
    /// Whether the picture comes in several scans, each a little more complete or of one colour.
    let hasScans: Bool

    /// The size of the upright picture.
    var size: (width: Int, height: Int) { orientation.size(width: width, height: height) }
}

/// Decodes one JPEG picture after the other by libjpeg-turbo, with the accurate inverse transform and smooth chroma; its
/// memory is kept for the next picture. Belongs to one thread.
///
/// Four components are read as Pillow reads them: Adobe's inverted CMYK, whether or not the marker says so.
final class JPEGReader {
    /// Pixels in a row that is decoded: all of the stored ones, scaled, or those that `narrow` left.
    private(set) var width = 0
    /// Rows of the picture as it is decoded.
    private(set) var height = 0

    private let reader: UnsafeMutablePointer<jpeg_reader>
    /// The library reads the stream as rows are asked for.
    private var file: PictureFile?
    /// One row of CMYK, empty for all other pictures.
    private var inks: [UInt8] = []

    init() throws(PictureError) {
        guard let reader = jpeg_reader_create() else { throw .corrupt(.jpeg, reason: "no memory to decode it") }
        self.reader = reader
    }

    deinit {
        jpeg_reader_destroy(reader)
    }

    /// Reads the header of a picture of a permitted size; what was decoded before is forgotten.
    func open(_ file: consuming PictureFile, bound: PictureBound) throws(PictureError) -> JPEGHeader {
        let stream = file.stream
        self.file = consume file
        guard jpeg_reader_read_header(reader, stream) == 1 else { throw failure }
        let (width, height) = (Int(reader.pointee.picture.image_width), Int(reader.pointee.picture.image_height))
        try bound.check(width: width, height: height)
        var length = 0
        let exif = jpeg_reader_exif(reader, &length)
        return JPEGHeader(
            width: width, height: height,
            orientation: Orientation(exif: UnsafeRawBufferPointer(start: exif, count: length)),
            hasScans: jpeg_has_multiple_scans(&reader.pointee.picture) != 0)
    }

    /// Lets go of the file.
    func close() {
        file = nil
    }

    /// Begins decoding the picture whose header was read.
    func start(at scale: DecodingScale = .whole) throws(PictureError) {
        guard jpeg_reader_start(reader, Int32(scale.rawValue)) == 1 else { throw failure }
        (width, height) = (Int(reader.pointee.picture.output_width), Int(reader.pointee.picture.output_height))
        let count = reader.pointee.picture.num_components == 4 ? 4 * width : 0
        if inks.count != count { inks = [UInt8](repeating: 0, count: count) }
    }

    /// Leaves out, after `start`, what is not needed of the picture: rows above a part, and columns to its sides as far as
    /// that changes no pixel of the part. Rows below it need not be read.
    ///
    /// - Returns: the column that rows begin at from now on.
    func narrow(to part: PixelRectangle) throws(PictureError) -> Int {
        // Smooth chroma is made of the neighbours too, which are in the next block.
        let picture = reader.pointee.picture
        let margin = Int(picture.max_h_samp_factor * picture.min_DCT_scaled_size)
        let first = max(0, part.column - margin)
        var (column, count) = (UInt32(first), UInt32(min(width, part.columns.upperBound + margin) - first))
        guard jpeg_reader_narrow(reader, &column, &count, UInt32(part.row)) == 1, reader.pointee.ended_early == 0
        else { throw failure }
        width = Int(count)
        return Int(column)
    }

    /// Decodes the next row into `width * 3` bytes.
    func read(into row: UnsafeMutablePointer<UInt8>) throws(PictureError) {
        let done: Int32
        if inks.isEmpty {
            done = jpeg_reader_read_row(reader, row)
        } else {
            done = jpeg_reader_read_row(reader, &inks)
            pixels_from_inverted_cmyk(inks, width, row)
        }
        guard done == 1, reader.pointee.ended_early == 0 else { throw failure }
    }

    private var failure: PictureError {
        reader.pointee.ended_early != 0
            ? .truncated(.jpeg) : .corrupt(.jpeg, reason: String(cString: jpeg_reader_message(reader)))
    }
}
