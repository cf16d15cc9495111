import Checkpoints
import Images
package import LFViT
package import Payloads
import Tensors
package import Wire

/// Payloads of a small geometry without a model, for tests of what a reader refuses.
package struct SmallPayload {
    package let geometry: Geometry
    package let settings: CascadeSettings

    /// Makes the geometry: 96 pixels a side, a region of 2 x 2 cells.
    package init() {
        var configuration = ModelConfiguration(
            architecture: .lfViT, image: 96, dim: 8, depth: 1, heads: 1, classes: 3)
        configuration.regionSide = 2
        geometry = Geometry(configuration)
        settings = CascadeSettings(configuration)
    }

    /// A valid payload.
    package func payload(_ kind: PayloadKind, _ options: PayloadOptions = PayloadOptions()) throws -> Payload {
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
    package func read(_ request: FocusRequest, _ frames: [[UInt8]], into input: FocusInput) throws {
        try read(request, frames, with: PayloadReader(geometry, settings: settings), into: input)
    }

    /// Reads them with a reader that is used again and again, as a worker's.
    package func read(
        _ request: FocusRequest, _ frames: [[UInt8]], with reader: PayloadReader, into input: FocusInput
    ) throws {
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

extension FocusRequest {
    /// The request that brings a payload.
    package init(_ payload: Payload) {
        self.init(
            id: RequestID(edgeIncarnation: 1, sequence: 1), camera: "gate", frame: 7, budget: .seconds(1),
            payload: payload.kind, region: payload.region, frames: payload.frames,
            localization: Wire.Answer(classIndex: 0, confidence: 0.5))
    }
}
