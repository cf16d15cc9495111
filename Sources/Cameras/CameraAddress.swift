import Cascade
import Foundation

/// Where a camera's frames come from, as users write it.
package enum CameraAddress: Hashable, Sendable {
    /// The pictures of a folder one after the other, or one picture: `FOLDER`.
    case folder(String)
    /// Pictures as they appear in a folder: `watch:FOLDER`.
    case watchedFolder(String)
    /// Whole JPEG files one after the other on standard input: `-`.
    case standardInput
    /// A camera that sends JPEG pictures over HTTP: `http://HOST/PATH`.
    case http(HTTPAddress)
    /// What libav reads: RTSP, devices, files.
    case video(VideoAddress)

    /// Reads an address.
    ///
    /// - Throws: `CameraError` of kind `unusable` that says what is possible.
    package init(_ text: String) throws(CameraError) {
        let (scheme, rest) = Self.split(text)
        switch scheme {
        case nil where text == "-": self = .standardInput
        case nil where PictureFiles.isFolder(text): self = .folder(text)
        case nil where text.hasPrefix("/dev/video"): self = .video(.device(text))
        case nil where !FileManager.default.fileExists(atPath: text):
            throw CameraError(
                .unusable,
                "\(text.isEmpty ? "an empty address" : text): no such file or folder, and no address of a camera; \(Self.possible)"
            )
        case nil: self = PictureFiles.isPicture(text) ? .folder(text) : .video(.file(text))
        case "watch":
            guard PictureFiles.isFolder(rest) else { throw CameraError(.unusable, "\(rest): no such folder to watch") }
            self = .watchedFolder(rest)
        case "http": self = .http(try HTTPAddress(text))
        case "v4l2": self = .video(.device(rest))
        case "lavfi": self = .video(VideoAddress(url: rest, format: "lavfi", isLive: false))
        case "video": self = .video(rest.contains("://") ? .network(rest) : .file(rest))
        case "rtsp+udp": self = .video(.rtsp("rtsp:" + rest, transport: "udp"))
        case "rtsp", "rtsps": self = .video(.rtsp(text, transport: "tcp"))
        case "https", "rtmp", "rtmps", "srt", "udp", "rtp", "tcp": self = .video(.network(text))
        case .some(let scheme):
            throw CameraError(.unusable, "\(scheme): is no kind of camera that is known; \(Self.possible)")
        }
    }

    private static let possible = """
        expected rtsp://..., http://..., https://..., /dev/videoN, a video file, a folder, watch:FOLDER or - \
        (docs/cameras.md)
        """

    /// What stands before the first colon, where it looks like a scheme, and what follows.
    private static func split(_ text: String) -> (scheme: String?, rest: String) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
            text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+") })
        else { return (nil, text) }
        return (text[..<colon].lowercased(), String(text[text.index(after: colon)...]))
    }

    /// Whether its frames come when somebody captures them, and not as fast as they are read.
    package var isLive: Bool {
        switch self {
        case .folder: false
        case .watchedFolder, .standardInput, .http: true
        case .video(let address): address.isLive
        }
    }

    /// Whether it is normal that for a while no frame comes.
    package var maySayNothing: Bool {
        switch self {
        case .folder, .watchedFolder, .standardInput: true
        case .http: false
        case .video(let address): !address.isLive
        }
    }

    /// Whether there is more after its end: a recording begins again, and a camera comes back.
    package var returns: Bool { self != .standardInput }
}

extension CameraAddress: CustomStringConvertible {
    /// The address without user and password.
    package var description: String {
        switch self {
        case .folder(let path): path
        case .watchedFolder(let path): "watch:\(path)"
        case .standardInput: "standard input"
        case .http(let address): address.description
        case .video(let address): address.description
        }
    }
}
