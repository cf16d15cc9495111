import Checkpoints
import Images
package import LFViT
import Tensors
package import Wire

/// Reads payloads back into what focus takes. Whatever the bytes are, it either fills the input or says what is wrong.
///
/// Owned by one thread of a worker, on which it blocks while it decompresses.
package final class PayloadReader {
    private let geometry: Geometry
    private let alpha: Double
    private let decoder = PixelDecoder()
    private let transform: EvaluationTransform
    private let halfResolution: HalfResolution
    private var attention: Tensor
    private var square: Picture
    private var window: Picture
    private var context: Picture

    /// Makes a reader for a model as the worker runs it.
    ///
    /// - Parameter settings: of them alpha counts; region sides may come and go from frame to frame.
    package init(_ geometry: Geometry, settings: CascadeSettings) {
        let (configuration, side) = (geometry.configuration, geometry.image)
        self.geometry = geometry
        alpha = settings.alpha
        transform = EvaluationTransform(
            size: side, crop: configuration.crop, mean: configuration.mean, standardDeviation: configuration.std)
        halfResolution = HalfResolution(size: side)
        attention = Tensor([geometry.cells])
        square = Picture(width: side, height: side)
        window = Picture(width: 1, height: 1)
        context = Picture(width: side / 2, height: side / 2)
    }

    /// Reads the payload of a request.
    ///
    /// - Parameters:
    ///   - frames: the payload frames in order, at any address; read during the call alone.
    ///   - input: overwritten; of no use after an error.
    package func read(
        _ request: FocusRequest, _ frames: [UnsafeRawBufferPointer], into input: FocusInput
    ) throws(PayloadError) {
        let selector = try selector(for: request.region)
        let layout = PayloadLayout(
            request.payload, geometry, side: request.region.regionSide, kept: selector.keptCount)
        try layout.check(request.frames, frames)
        input.payload = request.payload
        for (frame, bytes) in zip(request.frames, frames) {
            switch frame.kind {
            case .gcaMap: try readSelection(bytes, request.region, selector, into: input)
            case .features: try readFeatures(frame.encoding, bytes, into: input)
            case .picture:
                try decoder.decode(frame, bytes, into: &square)
                transform.normalize(square, into: &input.picture)
                halfResolution.apply(to: input.picture, into: &input.half)
            case .regionPixels: try readRegion(frame, bytes, into: input)
            case .contextPixels:
                try decoder.decode(frame, bytes, into: &context)
                transform.normalize(part: context, into: &input.half, row: 0, column: 0)
            }
        }
        if request.payload == .features, let region = input.selection.region {
            // What the context leaves blank: cells of the region that are not kept are seen at half resolution too.
            let part = region.pixels(cell: Geometry.patch)
            halfResolution.apply(to: input.picture, into: &input.half, part: part)
        }
    }

    /// Checks the region against the model before anything is sized by it.
    private func selector(for region: Wire.Region) throws(PayloadError) -> RegionSelector {
        func check(_ field: String, _ found: some Equatable, _ expected: String, _ holds: Bool) throws(PayloadError) {
            guard holds else { throw .unexpected("region.\(field)", found: "\(found)", expected: expected) }
        }
        let (grid, side) = (geometry.grid, region.regionSide)
        try check("image_side", region.imageSide, "\(geometry.image)", region.imageSide == geometry.image)
        try check("region_side", side, "1 to \(grid)", (1...grid).contains(side))
        let windows = (grid - side + 1) * (grid - side + 1)
        try check(
            "region_index", region.regionIndex, "0 to \(windows - 1)", (0..<windows).contains(region.regionIndex))
        try check("alpha", region.alpha, "\(Float(alpha))", region.alpha == Float(alpha))
        let size = (geometry.cells + 7) / 8
        try check("kept_cells", "\(region.keptCells.count) bytes", "\(size) bytes", region.keptCells.count == size)
        let selector = RegionSelector(grid: grid, side: side, alpha: alpha, rule: .neighbourhood)
        let kept = region.keptCells.reduce(0) { $0 + $1.nonzeroBitCount }
        try check("kept_cells", "\(kept) cells", "\(selector.keptCount) cells", kept == selector.keptCount)
        return selector
    }

    private func readSelection(
        _ bytes: UnsafeRawBufferPointer, _ region: Wire.Region, _ selector: RegionSelector, into input: FocusInput
    ) throws(PayloadError) {
        guard ValueRows.readFloat32(bytes, row: 0, into: &attention, at: 0) else {
            throw PayloadReader.noNumber(.gcaMap)
        }
        selector.take(window: region.regionIndex, attention, into: &input.selection)
        guard Wire.Region.mask(of: input.selection.kept, gridSide: geometry.grid) == region.keptCells else {
            let found = (0..<geometry.cells).filter(region.keeps)
            throw .unexpected(
                "region.kept_cells", found: "\(found)",
                expected: "the region's \(selector.keptCount) cells of largest class attention, "
                    + "\(input.selection.kept.sorted())")
        }
    }

    private func readFeatures(
        _ encoding: PayloadFrame.Encoding, _ bytes: UnsafeRawBufferPointer, into input: FocusInput
    ) throws(PayloadError) {
        for (row, cell) in input.selection.kept.sorted().enumerated() {
            if encoding == .signed8 {
                ValueRows.readSigned8(bytes, row: row, into: &input.features, at: cell + 1)
            } else if !ValueRows.readFloat32(bytes, row: row, into: &input.features, at: cell + 1) {
                throw PayloadReader.noNumber(.features)
            }
        }
    }

    private func readRegion(
        _ frame: PayloadFrame, _ bytes: UnsafeRawBufferPointer, into input: FocusInput
    ) throws(PayloadError) {
        guard let region = input.selection.region else { return }
        let part = region.pixels(cell: 2 * Geometry.patch)
        if window.width != part.width { window = Picture(width: part.width, height: part.height) }
        try decoder.decode(frame, bytes, into: &window)
        transform.normalize(part: window, into: &input.picture, row: part.row, column: part.column)
    }

    private static func noNumber(_ kind: PayloadFrame.Kind) -> PayloadError {
        .unexpected(
            kind.name, found: "NaN, an infinity or a magnitude above \(ValueRows.largest)", expected: "numbers below it"
        )
    }
}
