/// How large a JPEG picture is decoded: the inverse transform of a block of 8 x 8 makes as many pixels a side.
///
/// libjpeg-turbo has vector code for these; all other scales take longer than the whole picture does.
package enum DecodingScale: Int, Sendable, CaseIterable {
    /// The mean of each block.
    case eighth = 1
    /// Four pixels of each block.
    case quarter = 2
    /// Sixteen pixels of each block.
    case half = 4
    /// All pixels.
    case whole = 8

    /// Decoded pixels a stored one, along a side.
    package var ratio: Double { Double(rawValue) / 8 }

    /// The decoded pixels of a side of stored ones, the last of which may be in part beyond the picture.
    package func pixels(_ stored: Int) -> Int { (stored * rawValue + 7) / 8 }

    /// The share of the resized picture's pixels, along a side, that the decoded one must have: docs/decisions/0032.
    private static let covering = 1.25

    /// The smallest scale at which a picture still has a quarter more pixels a side than it is resized to; the whole picture
    /// where it has fewer.
    package static func smallest(covering geometry: CropGeometry) -> DecodingScale {
        allCases.first { scale in
            geometry.extent.width * scale.ratio >= covering * Double(geometry.resized.width)
                && geometry.extent.height * scale.ratio >= covering * Double(geometry.resized.height)
        } ?? .whole
    }
}
