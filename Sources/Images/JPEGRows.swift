import CJPEG
import CPixels

/// The rows of a JPEG picture, decoded by libjpeg-turbo with the accurate inverse transform and smooth chroma.
///
/// Four components are read as Pillow reads them: Adobe's inverted CMYK, whether or not the marker says so.
struct JPEGRows: ~Copyable, PictureRows {
    let width: Int
    let height: Int
    let orientation: Orientation
    var passes: Int { 1 }

    private let file: PictureFile
    private let handle: Handle
    /// One row of CMYK, empty for all other pictures.
    private var inks: [UInt8]

    /// Reads the header and begins decoding a picture of a permitted size.
    init(_ file: consuming PictureFile, bound: PictureBound) throws(PictureError) {
        guard let reader = jpeg_reader_create() else { throw .corrupt(.jpeg, reason: "no memory to decode it") }
        let handle = Handle(reader: reader)
        guard jpeg_reader_read_header(reader, file.stream) == 1 else { throw JPEGRows.failure(of: reader) }
        let (width, height) = (Int(reader.pointee.picture.image_width), Int(reader.pointee.picture.image_height))
        try bound.check(width: width, height: height)
        var length = 0
        let exif = jpeg_reader_exif(reader, &length)
        guard jpeg_reader_start(reader) == 1 else { throw JPEGRows.failure(of: reader) }
        inks = reader.pointee.picture.num_components == 4 ? [UInt8](repeating: 0, count: 4 * width) : []
        orientation = Orientation(exif: UnsafeRawBufferPointer(start: exif, count: length))
        (self.width, self.height) = (width, height)
        self.handle = handle
        self.file = file
    }

    mutating func read(into row: UnsafeMutablePointer<UInt8>) throws(PictureError) {
        let reader = handle.reader
        let done: Int32
        if inks.isEmpty {
            done = jpeg_reader_read_row(reader, row)
        } else {
            done = jpeg_reader_read_row(reader, &inks)
            pixels_from_inverted_cmyk(inks, width, row)
        }
        guard done == 1, reader.pointee.ended_early == 0 else { throw JPEGRows.failure(of: reader) }
    }

    /// Gives the library's memory back.
    private struct Handle: ~Copyable {
        let reader: UnsafeMutablePointer<jpeg_reader>

        deinit {
            jpeg_reader_destroy(reader)
        }
    }

    private static func failure(of reader: UnsafeMutablePointer<jpeg_reader>) -> PictureError {
        reader.pointee.ended_early != 0
            ? .truncated(.jpeg) : .corrupt(.jpeg, reason: String(cString: jpeg_reader_message(reader)))
    }
}
