import Glibc

/// Cuts a stream of bytes into JPEG files by their own markers, whatever stands between them: nothing, or the headers of
/// a multipart body, true or not. Nothing is decoded; each file's bytes are those that were sent.
package struct JPEGSplitter: Sendable {
    private enum Place {
        /// Before a picture.
        case between
        /// In a picture, where a marker is due.
        case markers
        /// In a picture's compressed data.
        case scan
    }

    /// How many bytes may stand between two pictures.
    private static let limitBetween = 1 << 20

    private let maximumBytes: Int
    private var bytes: [UInt8] = []
    /// Where the picture begins that is being read, or the next is looked for.
    private var start = 0
    private var cursor = 0
    private var place = Place.between

    /// Makes a splitter.
    ///
    /// - Parameter maximumBytes: the most that a picture may have.
    package init(maximumBytes: Int = 64 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// Takes bytes as they come.
    package mutating func append(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Has a body append bytes as they come.
    mutating func fill<Result, Failure>(_ body: (inout [UInt8]) throws(Failure) -> Result) throws(Failure) -> Result {
        try body(&bytes)
    }

    /// The next whole picture; nil where more bytes are needed. A picture that is cut short by the beginning of another, or
    /// by bytes that cannot be, is handed out as far as it goes: whoever decodes it will say that it is damaged.
    ///
    /// - Throws: `CameraError` of kind `unreadable` where no picture is in sight or one is too large.
    package mutating func next() throws(CameraError) -> [UInt8]? {
        while true {
            switch place {
            case .between:
                guard find() else {
                    return try bound(cursor - start, Self.limitBetween, "there is no JPEG picture in it")
                }
            case .markers:
                guard cursor + 1 < bytes.count else { return try boundPicture() }
                guard bytes[cursor] == 0xFF else { return take(upTo: cursor) }
                switch bytes[cursor + 1] {
                case 0xD9: return take(upTo: cursor + 2)
                case 0xD8: return take(upTo: cursor)
                case 0xFF: cursor += 1
                case 0x01, 0xD0...0xD7: cursor += 2
                case let marker:
                    guard cursor + 3 < bytes.count else { return try boundPicture() }
                    let length = Int(bytes[cursor + 2]) << 8 | Int(bytes[cursor + 3])
                    guard length >= 2 else { return take(upTo: cursor) }
                    guard cursor + 2 + length <= bytes.count else { return try boundPicture() }
                    cursor += 2 + length
                    if marker == 0xDA { place = .scan }
                }
            case .scan:
                guard let escape = escape(from: cursor), escape + 1 < bytes.count else {
                    cursor = bytes.last == 0xFF ? bytes.count - 1 : bytes.count
                    return try boundPicture()
                }
                cursor = escape
                switch bytes[escape + 1] {
                case 0x00, 0xD0...0xD7: cursor += 2
                case 0xFF: cursor += 1
                default: place = .markers
                }
            }
        }
    }

    /// The rest of a picture in whose middle the stream ended; nil where it ended between two.
    package mutating func finish() -> [UInt8]? {
        guard place != .between else { return nil }
        return take(upTo: bytes.count)
    }

    /// Goes to the beginning of a picture; false where none is in sight.
    private mutating func find() -> Bool {
        while let found = escape(from: cursor), found + 2 < bytes.count {
            cursor = found + 1
            if bytes[found + 1] == 0xD8, bytes[found + 2] == 0xFF {
                start = found
                cursor = found + 2
                place = .markers
                return true
            }
        }
        // The last two bytes may be the beginning of one.
        cursor = max(cursor, bytes.count - 2)
        return false
    }

    /// Where the next byte 0xFF is.
    private func escape(from first: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard first < bytes.count, let start = bytes.baseAddress,
                let found = memchr(start + first, 0xFF, bytes.count - first)
            else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }

    private mutating func take(upTo end: Int) -> [UInt8] {
        let picture = Array(bytes[start..<end])
        bytes.removeFirst(end)
        (start, cursor, place) = (0, 0, .between)
        return picture
    }

    private func boundPicture() throws(CameraError) -> [UInt8]? {
        try bound(bytes.count - start, maximumBytes, "a picture in it is larger than that")
    }

    private func bound(_ count: Int, _ limit: Int, _ problem: String) throws(CameraError) -> [UInt8]? {
        guard count > limit else { return nil }
        throw CameraError(.unreadable, "\(count) bytes were read of the stream, and \(problem)")
    }
}
