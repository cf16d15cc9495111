/// What libav is asked to open.
package struct VideoAddress: Hashable, Sendable, CustomStringConvertible {
    /// The URL, path, device or filter graph.
    package var url: String
    /// The format that libav would not guess; nil where it does.
    package var format: String?
    /// libav's own options.
    package var options: [String: String] = [:]
    /// Whether frames come when they are captured; otherwise as fast as they are read.
    package var isLive: Bool

    /// Makes an address.
    package init(url: String, format: String? = nil, options: [String: String] = [:], isLive: Bool) {
        (self.url, self.format, self.options, self.isLive) = (url, format, options, isLive)
    }

    /// A file, whose frames are as old as one likes.
    static func file(_ path: String) -> VideoAddress {
        VideoAddress(url: path, isLive: false)
    }

    /// A camera at an RTSP server.
    static func rtsp(_ url: String, transport: String) -> VideoAddress {
        VideoAddress(url: url, options: ["rtsp_transport": transport], isLive: true)
    }

    /// Anything else on the network.
    static func network(_ url: String) -> VideoAddress {
        if url.lowercased().hasPrefix("rtsp") { return rtsp(url, transport: "tcp") }
        return VideoAddress(url: url, isLive: true)
    }

    /// A V4L2 device: `/dev/video0?video_size=1280x720&framerate=10&input_format=mjpeg`.
    static func device(_ text: String) -> VideoAddress {
        let parts = text.split(separator: "?", maxSplits: 1)
        var address = VideoAddress(url: parts.first.map(String.init) ?? "", format: "v4l2", isLive: true)
        for option in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = option.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { address.options[String(pair[0])] = String(pair[1]) }
        }
        return address
    }

    /// The address without user and password.
    package var description: String {
        guard format == nil, let scheme = url.firstRange(of: "://") else {
            return format == "lavfi" ? "lavfi:\(url)" : url
        }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let at = rest[..<end].lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}
