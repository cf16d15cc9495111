import CPNG

/// The rows of a PNG picture, decoded by libpng and brought to 8-bit RGB as Pillow's `convert("RGB")` brings them:
/// palettes looked up, alpha dropped, of 16 bits the upper 8 kept, except that 16-bit grey saturates at 255.
struct PNGRows: ~Copyable, PictureRows {
    let width: Int
    let height: Int
    let orientation: Orientation
    var passes: Int { Int(handle.reader.pointee.passes) }

    private let file: PictureFile
    private let handle: Handle

    /// Reads the header and begins decoding a picture of a permitted size.
    init(_ file: consuming PictureFile, bound: PictureBound) throws(PictureError) {
        guard let reader = png_reader_create(file.stream) else {
            throw .corrupt(.png, reason: "no memory to decode it")
        }
        let handle = Handle(reader: reader)
        guard png_reader_read_header(reader) == 1 else { throw PNGRows.failure(of: reader) }
        let (width, height) = (Int(png_reader_width(reader)), Int(png_reader_height(reader)))
        try bound.check(width: width, height: height)
        var length = 0
        let exif = png_reader_exif(reader, &length)
        guard png_reader_start(reader) == 1 else { throw PNGRows.failure(of: reader) }
        orientation = Orientation(exif: UnsafeRawBufferPointer(start: exif, count: length))
        (self.width, self.height) = (width, height)
        self.handle = handle
        self.file = file
    }

    mutating func read(into row: UnsafeMutablePointer<UInt8>) throws(PictureError) {
        guard png_reader_read_row(handle.reader, row) == 1 else { throw PNGRows.failure(of: handle.reader) }
    }

    /// Gives the library's memory back.
    private struct Handle: ~Copyable {
        let reader: UnsafeMutablePointer<png_reader>

        deinit {
            png_reader_destroy(reader)
        }
    }

    private static func failure(of reader: UnsafeMutablePointer<png_reader>) -> PictureError {
        reader.pointee.ended_early != 0
            ? .truncated(.png) : .corrupt(.png, reason: String(cString: png_reader_message(reader)))
    }
}
