/// Describes one payload frame.
package struct PayloadFrame: Equatable, Sendable {
    /// What it holds.
    package var kind: Kind
    /// How.
    package var encoding: Encoding
    /// Its size in bytes.
    package var byteCount: Int
    /// First extent: rows of pixels or of features.
    package var rows: Int
    /// Second extent.
    package var columns: Int

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(kind: Kind, encoding: Encoding, byteCount: Int, rows: Int, columns: Int) {
        self.kind = kind
        self.encoding = encoding
        self.byteCount = byteCount
        self.rows = rows
        self.columns = columns
    }

    /// What a payload frame holds.
    package enum Kind: UInt32, CaseIterable, Sendable {
        /// The whole picture.
        case picture = 1
        /// The pixels of the region.
        case regionPixels
        /// The picture at half resolution; the region's part may be blank.
        case contextPixels
        /// Localization's features of the kept cells by rising cell number, `[rows, columns]`.
        case features
        /// The GCA map, `[n, n]`: the order of the kept cells.
        case gcaMap
    }

    /// How a payload frame holds it.
    package enum Encoding: UInt32, CaseIterable, Sendable {
        /// A JPEG file.
        case jpeg = 1
        /// A PNG file.
        case png
        /// 8 bits a channel, `[rows, columns, 3]`.
        case rgb8
        /// Little-endian 32-bit floats, row-major.
        case float32
        /// Little-endian 16-bit floats, row-major.
        case float16
        /// Signed bytes, each row scaled by its own largest magnitude.
        case signed8
    }
}
