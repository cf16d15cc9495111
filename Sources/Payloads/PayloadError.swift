package import Images
package import Wire

/// Why a payload cannot be written or used.
package enum PayloadError: Error, Equatable, Sendable {
    /// The region rule chooses nothing that a request could name.
    case noRegion(rule: String)
    /// The header or a frame is not what it must be.
    case unexpected(_ what: String, found: String, expected: String)
    /// The pixels of a frame cannot be decoded.
    case undecodable(PayloadFrame.Kind, PictureError)
    /// The pixels of a frame cannot be encoded.
    case unencodable(PayloadFrame.Kind, PictureError)
}

extension PayloadError: CustomStringConvertible {
    /// One line for people: what was expected, what was found, the way out.
    package var description: String {
        switch self {
        case .noRegion(let rule):
            "region rule \(rule) chooses nothing, so nothing can be handed over: run focus on this machine, or choose "
                + "another rule"
        case .unexpected(let what, let found, let expected): "\(what): found \(found); expected \(expected)"
        case .undecodable(let kind, let error): "\(kind.name): \(error)"
        case .unencodable(let kind, let error): "\(kind.name): \(error)"
        }
    }
}

extension PayloadFrame.Kind {
    /// The name in proto/fovea.proto.
    var name: String {
        switch self {
        case .picture: "PICTURE"
        case .regionPixels: "REGION_PIXELS"
        case .contextPixels: "CONTEXT_PIXELS"
        case .features: "FEATURES"
        case .gcaMap: "GCA_MAP"
        }
    }
}
