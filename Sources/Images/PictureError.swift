import Glibc

/// Why a picture could not be read or written; callers put the file's name or the camera before it.
package enum PictureError: Error, Equatable, Sendable {
    /// There is not one byte.
    case empty
    /// The bytes begin like neither format; the first few are given.
    case notAPicture(found: [UInt8])
    /// The file ends before its picture does.
    case truncated(PictureFormat)
    /// The file is of the format but cannot be decoded; the reason is the library's.
    case corrupt(PictureFormat, reason: String)
    /// The bytes are of the other format.
    case otherFormat(found: PictureFormat, expected: PictureFormat)
    /// The picture's size is not the one it must have.
    case wrongSize(width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
    /// The library cannot write the picture; the reason is the library's.
    case unencodable(PictureFormat, reason: String)
    /// The picture has more pixels than the decoder was told to accept.
    case tooLarge(width: Int, height: Int, limit: Int)
    /// The path names a directory.
    case directory
    /// The file cannot be opened or read; the code is `errno`.
    case unreadable(code: Int32)
    /// The file cannot be written; the code is `errno`.
    case unwritable(code: Int32)
}

extension PictureError: CustomStringConvertible {
    /// One sentence without the file's name: what was expected, what was found, the way out.
    package var description: String {
        switch self {
        case .empty:
            "it is empty; expected a JPEG or PNG picture"
        case .notAPicture(let found):
            "it is no picture: expected JPEG (ff d8 ff) or PNG (89 50 4e 47), found \(hexadecimal(found))"
        case .truncated(let format):
            "the \(format.rawValue) picture is truncated: the file ends before the picture does; copy it again"
        case .corrupt(let format, let reason):
            "the \(format.rawValue) picture cannot be decoded: \(reason)"
        case .otherFormat(let found, let expected):
            "it is a \(found.rawValue) picture; expected \(expected.rawValue)"
        case .wrongSize(let width, let height, let expectedWidth, let expectedHeight):
            "it has \(width) x \(height) pixels; expected \(expectedWidth) x \(expectedHeight)"
        case .unencodable(let format, let reason):
            "the \(format.rawValue) picture cannot be written: \(reason)"
        case .tooLarge(let width, let height, let limit):
            "\(width) x \(height) pixels are more than the \(limit) that are accepted; scale the picture down first"
        case .directory:
            "it is a directory; name a picture in it"
        case .unreadable(let code):
            "it cannot be read: \(String(cString: strerror(code)))"
        case .unwritable(let code):
            "it cannot be written: \(String(cString: strerror(code)))"
        }
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
