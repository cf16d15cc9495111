import Images
import Wire

/// Compresses pixels for the network.
struct PixelEncoder: ~Copyable {
    private var jpeg = JPEGEncoder()

    /// Encodes a part of a picture for a frame of some kind.
    mutating func encode(
        _ kind: PayloadFrame.Kind, _ picture: borrowing Picture, _ part: PixelRectangle, _ encoding: PixelEncoding
    ) throws(PayloadError) -> [UInt8] {
        var bytes: [UInt8] = []
        do throws(PictureError) {
            switch encoding {
            case .jpeg(let quality): try jpeg.encode(picture, part: part, quality: quality, into: &bytes)
            case .png: bytes = try PNGEncoder().encode(picture, part: part)
            case .rgb8:
                bytes.reserveCapacity(3 * part.width * part.height)
                for row in part.rows {
                    let start = picture.pointer(row: row) + 3 * part.column
                    bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: 3 * part.width))
                }
            }
        } catch {
            throw .unencodable(kind, error)
        }
        return bytes
    }
}

/// Reads pixels that came over the network.
struct PixelDecoder {
    private let decoder = PictureDecoder()

    /// Decodes a frame whose size and encoding were checked into a picture of its extents.
    func decode(
        _ frame: PayloadFrame, _ bytes: UnsafeRawBufferPointer, into picture: inout Picture
    ) throws(PayloadError) {
        do throws(PictureError) {
            switch frame.encoding {
            case .jpeg: try decoder.decode(bytes.bytes, as: .jpeg, into: &picture)
            case .png: try decoder.decode(bytes.bytes, as: .png, into: &picture)
            default:
                UnsafeMutableRawBufferPointer(start: picture.mutablePointer(), count: picture.byteCount)
                    .copyMemory(from: bytes)
            }
        } catch {
            throw .undecodable(frame.kind, error)
        }
    }
}
