import CJPEG

/// How light a picture is, coarsely: one value of 0 to 255 for each 8 x 8 pixels.
package struct LumaPlane: Sendable {
    /// Values in a row.
    package let width: Int
    /// Rows.
    package let height: Int
    /// The values row by row, `[height, width]`.
    package let values: [UInt8]
}

extension PictureDecoder {
    /// Looks at a JPEG file without decoding all of it, as stored: how it was held does not matter.
    ///
    /// - Throws: `PictureError`; `otherFormat` for PNG.
    package func coarseLuma(file path: String) throws(PictureError) -> LumaPlane {
        try coarseLuma(PictureFile(path: path))
    }

    /// Looks at a JPEG file's bytes without decoding all of them.
    package func coarseLuma(_ bytes: RawSpan) throws(PictureError) -> LumaPlane {
        try bytes.withUnsafeBytes { (bytes) throws(PictureError) in try coarseLuma(PictureFile(bytes: bytes)) }
    }

    private func coarseLuma(_ file: consuming PictureFile) throws(PictureError) -> LumaPlane {
        guard file.format == .jpeg else { throw .otherFormat(found: file.format, expected: .jpeg) }
        return try JPEGLuma.read(file, bound: .pixels(pixelLimit))
    }
}

/// Reads the luma of a JPEG picture at an eighth of its size: little more than the mean of each block.
private enum JPEGLuma {
    static func read(_ file: borrowing PictureFile, bound: PictureBound) throws(PictureError) -> LumaPlane {
        guard let reader = jpeg_reader_create() else { throw .corrupt(.jpeg, reason: "no memory to decode it") }
        defer { jpeg_reader_destroy(reader) }
        guard jpeg_reader_read_header(reader, file.stream) == 1 else { throw failure(of: reader) }
        try bound.check(
            width: Int(reader.pointee.picture.image_width), height: Int(reader.pointee.picture.image_height))
        guard jpeg_reader_start_coarse(reader) == 1 else { throw failure(of: reader) }
        let (width, height) = (Int(reader.pointee.picture.output_width), Int(reader.pointee.picture.output_height))
        var values = [UInt8](repeating: 0, count: width * height)
        var row = [UInt8](repeating: 0, count: width)
        for line in 0..<height {
            guard jpeg_reader_read_row(reader, &row) == 1, reader.pointee.ended_early == 0 else {
                throw failure(of: reader)
            }
            values.replaceSubrange(line * width..<(line + 1) * width, with: row)
        }
        return LumaPlane(width: width, height: height, values: values)
    }

    private static func failure(of reader: UnsafeMutablePointer<jpeg_reader>) -> PictureError {
        reader.pointee.ended_early != 0
            ? .truncated(.jpeg) : .corrupt(.jpeg, reason: String(cString: jpeg_reader_message(reader)))
    }
}
