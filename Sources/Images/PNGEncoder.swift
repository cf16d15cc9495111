import CPNG
import Glibc

/// Writes pictures as 8-bit RGB PNG, without loss. Blocks while it compresses.
package struct PNGEncoder: Sendable {
    /// Makes an encoder.
    package init() {}

    /// Writes a picture to a file, which is made or replaced.
    package func encode(_ picture: borrowing Picture, file path: String) throws(PictureError) {
        guard let stream = fopen(path, "wbe") else { throw .unwritable(code: errno) }
        let written = write(picture, picture.bounds, to: stream)
        let code = errno
        guard fclose(stream) == 0, written else { throw .unwritable(code: written ? errno : code) }
    }

    /// The bytes of a picture's file.
    package func encode(_ picture: borrowing Picture) throws(PictureError) -> [UInt8] {
        try encode(picture, part: picture.bounds)
    }

    /// The bytes of a part's file.
    package func encode(_ picture: borrowing Picture, part: PixelRectangle) throws(PictureError) -> [UInt8] {
        precondition(picture.contains(part), "\(part) of a picture of \(picture.width) x \(picture.height) pixels")
        var start: UnsafeMutablePointer<CChar>?
        var count = 0
        guard let stream = open_memstream(&start, &count) else { throw .unwritable(code: errno) }
        let written = write(picture, part, to: stream)
        fclose(stream)
        defer { free(start) }
        guard written, let start else { throw .unwritable(code: ENOMEM) }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func write(
        _ picture: borrowing Picture, _ part: PixelRectangle, to stream: UnsafeMutablePointer<FILE>
    ) -> Bool {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(part.width)
        image.height = png_uint_32(part.height)
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        let start = picture.pointer(row: part.row) + 3 * part.column
        return png_image_write_to_stdio(&image, stream, 0, start, png_int_32(3 * picture.width), nil) != 0
    }
}
