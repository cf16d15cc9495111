import CPNG
import Glibc

/// Writes pictures as 8-bit RGB PNG, without loss. Blocks while it compresses.
package struct PNGEncoder: Sendable {
    /// Makes an encoder.
    package init() {}

    /// Writes a picture to a file, which is made or replaced.
    package func encode(_ picture: borrowing Picture, file path: String) throws(PictureError) {
        guard let stream = fopen(path, "wbe") else { throw .unwritable(code: errno) }
        let written = write(picture, to: stream)
        let code = errno
        guard fclose(stream) == 0, written else { throw .unwritable(code: written ? errno : code) }
    }

    /// The bytes of a picture's file.
    package func encode(_ picture: borrowing Picture) throws(PictureError) -> [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        var count = 0
        guard let stream = open_memstream(&start, &count) else { throw .unwritable(code: errno) }
        let written = write(picture, to: stream)
        fclose(stream)
        defer { free(start) }
        guard written, let start else { throw .unwritable(code: ENOMEM) }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func write(_ picture: borrowing Picture, to stream: UnsafeMutablePointer<FILE>) -> Bool {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(picture.width)
        image.height = png_uint_32(picture.height)
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        return png_image_write_to_stdio(&image, stream, 0, picture.pointer(), 0, nil) != 0
    }
}
