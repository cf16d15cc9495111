/// The rows of a JPEG picture, all of them.
struct JPEGRows: ~Copyable, PictureRows {
    let width: Int
    let height: Int
    let orientation: Orientation
    var passes: Int { 1 }

    private let reader: JPEGReader

    /// Reads the header and begins decoding a picture of a permitted size.
    init(_ file: consuming PictureFile, bound: PictureBound) throws(PictureError) {
        let reader = try JPEGReader()
        let header = try reader.open(file, bound: bound)
        try reader.start()
        self.init(reader, header)
    }

    /// Takes over a picture whose decoding has begun, at whatever scale.
    init(_ reader: JPEGReader, _ header: JPEGHeader) {
        (width, height, orientation) = (reader.width, reader.height, header.orientation)
        self.reader = reader
    }

    mutating func read(into row: UnsafeMutablePointer<UInt8>) throws(PictureError) {
        try reader.read(into: row)
    }
}
