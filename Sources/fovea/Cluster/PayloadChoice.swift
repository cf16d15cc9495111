import ArgumentParser
import Cascade
import Edge
import LFViT
import Payloads
import Wire

/// What is sent of a hard frame: one payload, or what the link to the coordinator carries.
enum PayloadChoice: String, CaseIterable, ExpressibleByArgument, CustomStringConvertible {
    case auto
    case features
    case pixels
    case exact

    static let help: ArgumentHelp = """
        What is sent of a hard frame: features, pixels or exact (docs/protocol.md); auto is features of the quality that \
        the link carries.
        """

    var description: String { rawValue }

    /// What the edge may choose from.
    var menu: PayloadMenu {
        guard self == .auto else { return .only(rawValue) }
        return PayloadMenu(
            PayloadOptions.ladder.map {
                .init("features q\($0.quality)", bytes: $0.bytes, agreement: $0.agreement)
            })
    }

    /// The kind of payload.
    var kind: PayloadKind {
        switch self {
        case .auto, .features: .features
        case .pixels: .pixels
        case .exact: .exact
        }
    }

    private var options: [PayloadOptions] {
        self == .auto ? PayloadOptions.ladder.map { PayloadOptions(quality: $0.quality) } : [PayloadOptions()]
    }

    /// What a compute thread sends of hard frames.
    func encoding(_ model: LFViTModel, _ settings: CascadeSettings) -> @Sendable () throws -> PayloadEncoding {
        {
            let writers = try options.map { try PayloadWriter(model.geometry, settings: settings, options: $0) }
            return { localized in
                guard let localization = localized.localization else {
                    throw PayloadError.unexpected("frame", found: "a whole one", expected: "a localized one")
                }
                let (writer, frame) = (writers[min(localized.entry, writers.count - 1)], localized.frame)
                frame.sharpen(writer.pixels(of: kind, localized.selection))
                return EncodedPayload(
                    try writer.write(
                        kind, square: frame.square, half: frame.writeHalf, after: localization,
                        selection: localized.selection))
            }
        }
    }
}
