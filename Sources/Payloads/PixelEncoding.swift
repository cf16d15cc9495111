import Wire

/// How pixels are sent.
package enum PixelEncoding: Equatable, Sendable {
    /// A baseline JPEG file of libjpeg's quality 1 to 100, chroma at full resolution.
    case jpeg(quality: Int)
    /// A PNG file; lossless.
    case png
    /// Raw; lossless.
    case rgb8

    /// Its name on the wire.
    var wire: PayloadFrame.Encoding {
        switch self {
        case .jpeg: .jpeg
        case .png: .png
        case .rgb8: .rgb8
        }
    }
}
