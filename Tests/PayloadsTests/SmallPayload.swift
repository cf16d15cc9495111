import Checkpoints
import Images
import LFViT
import Payloads
import Tensors
import Wire

/// Payloads of a small geometry without a model, for tests of what a reader refuses.
struct SmallPayload {
    let geometry: Geometry
    let settings: CascadeSettings

    init() {
        var configuration = ModelConfiguration(
            architecture: .lfViT, image: 96, dim: 8, depth: 1, heads: 1, classes: 3)
        configuration.regionSide = 2
        geometry = Geometry(configuration)
        settings = CascadeSettings(configuration)
    }

    func payload(_ kind: PayloadKind, _ options: PayloadOptions = PayloadOptions()) throws -> Payload {
        var square = Picture(width: 96, height: 96)
        for row in 0..<96 {
            for column in 0..<96 {
                square[row, column] = Colour(
                    red: UInt8(2 * row), green: UInt8(2 * column), blue: UInt8((row * column) % 256))
            }
        }
        let attention = Tensor([9], values: [0.1, 0.2, 0.3, 0.1, 0.5, 0.4, 0.1, 0.6, 0.6])
        let features = Tensor([10, 8], values: (0..<80).map { Float(($0 * 37) % 41) - 20 })
        var selection = RegionSelection()
        settings.selector(geometry).select(attention, into: &selection)
        return try PayloadWriter(geometry, settings: settings, options: options).write(
            kind, square: square, attention: attention, features: features, selection: selection)
    }

    /// Reads a request and frames that may fit or not.
    func read(_ request: FocusRequest, _ frames: [[UInt8]], into input: FocusInput) throws {
        let reader = PayloadReader(geometry, settings: settings)
        try SmallPayload.open(frames[...], []) { try reader.read(request, $0, into: input) }
    }

    private static func open(
        _ parts: ArraySlice<[UInt8]>, _ frames: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) throws -> Void
    ) throws {
        guard let part = parts.first else { return try body(frames) }
        try part.withUnsafeBytes { try open(parts.dropFirst(), frames + [$0], body) }
    }
}
