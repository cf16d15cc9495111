/// A picture that is being decoded: its rows come from top to bottom, as stored, in 8-bit RGB.
protocol PictureRows: ~Copyable {
    /// Pixels in a stored row.
    var width: Int { get }
    /// Stored rows.
    var height: Int { get }
    /// How the stored rows belong in the upright picture.
    var orientation: Orientation { get }
    /// How often all rows come: 7 times where the file is interlaced, each time a little more complete.
    var passes: Int { get }

    /// Decodes the next row into `width * 3` bytes, which from the second pass on must hold what they held after the
    /// pass before.
    mutating func read(into row: UnsafeMutablePointer<UInt8>) throws(PictureError)
}
