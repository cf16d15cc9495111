import CJPEG

/// Writes pictures as baseline JPEG with chroma at full resolution: the models see colour, and lose 6 of 100 answers
/// where it is halved.
///
/// One encoder belongs to one thread; its buffers serve picture after picture. Blocks while it compresses.
package struct JPEGEncoder: ~Copyable {
    private let writer: UnsafeMutablePointer<jpeg_writer>

    /// Makes an encoder.
    package init() {
        guard let writer = jpeg_writer_create() else { preconditionFailure("no memory for a JPEG encoder") }
        self.writer = writer
    }

    deinit {
        jpeg_writer_destroy(writer)
    }

    /// Writes a part of a picture as a whole file.
    ///
    /// - Parameters:
    ///   - quality: libjpeg's, 1 to 100.
    ///   - bytes: overwritten; keeps its capacity from file to file.
    package mutating func encode(
        _ picture: borrowing Picture, part: PixelRectangle, quality: Int, into bytes: inout [UInt8]
    ) throws(PictureError) {
        precondition(picture.contains(part), "\(part) of a picture of \(picture.width) x \(picture.height) pixels")
        precondition((1...100).contains(quality), "quality \(quality); expected 1 to 100")
        let start = picture.pointer(row: part.row) + 3 * part.column
        let done = jpeg_writer_write(
            writer, start, 3 * picture.width, UInt32(part.width), UInt32(part.height), Int32(quality))
        guard done == 1 else {
            throw .unencodable(.jpeg, reason: String(cString: jpeg_writer_message(writer)))
        }
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: UnsafeBufferPointer(start: writer.pointee.bytes, count: writer.pointee.count))
    }

    /// The bytes of a whole picture's file.
    package mutating func encode(_ picture: borrowing Picture, quality: Int) throws(PictureError) -> [UInt8] {
        var bytes: [UInt8] = []
        try encode(picture, part: picture.bounds, quality: quality, into: &bytes)
        return bytes
    }
}
