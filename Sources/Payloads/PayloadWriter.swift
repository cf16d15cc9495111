package import Images
package import LFViT
package import Tensors
package import Wire

/// Makes payloads of what localization found in a frame.
///
/// Owned by one compute thread, on which it blocks while it compresses.
package final class PayloadWriter {
    private let geometry: Geometry
    private let alpha: Double
    private let options: PayloadOptions
    private let halfResolution: HalfResolution
    private var context: Picture
    private var encoder = PixelEncoder()

    /// Makes a writer for a model as an edge runs it.
    ///
    /// - Throws: `PayloadError.noRegion` for the region rule `off`. `scattered` is sent as a region of the whole grid.
    package init(
        _ geometry: Geometry, settings: CascadeSettings, options: PayloadOptions = PayloadOptions()
    ) throws(PayloadError) {
        guard settings.regionRule != .off else { throw .noRegion(rule: settings.regionRule.rawValue) }
        self.geometry = geometry
        self.options = options
        alpha = settings.alpha
        halfResolution = HalfResolution(size: geometry.image)
        context = Picture(width: geometry.image / 2, height: geometry.image / 2)
    }

    /// The part of the square that the payload of a frame is made of, where the frame at half resolution is at hand.
    package func pixels(of kind: PayloadKind, _ selection: RegionSelection) -> PixelRectangle {
        switch kind {
        case .features: window(selection).pixels(cell: 2 * Geometry.patch)
        case .pixels, .exact: PixelRectangle(row: 0, column: 0, width: geometry.image, height: geometry.image)
        }
    }

    private func window(_ selection: RegionSelection) -> LFViT.Region {
        selection.region ?? LFViT.Region(index: 0, side: geometry.grid, grid: geometry.grid)
    }

    /// Writes the payload of the frame that a localization shows, whose features it finishes where they are sent.
    package func write(
        _ kind: PayloadKind, square: borrowing Picture, half: ((inout Picture) -> Void)? = nil,
        after localization: Localization, selection: RegionSelection
    ) throws(PayloadError) -> Payload {
        if kind != .pixels { localization.finish() }
        return try write(
            kind, square: square, half: half, attention: localization.classAttention.values,
            features: localization.features, selection: selection)
    }

    /// Writes the payload of one frame.
    ///
    /// - Parameters:
    ///   - square: the frame as the model saw it, `[side, side]` pixels: at least `pixels(of:_:)`.
    ///   - half: writes the frame at half resolution, `[side / 2, side / 2]`; without it that is made of the square.
    ///   - attention: localization's class attention, `[n * n]`.
    ///   - features: localization's `Z_1`, `[n * n + 1, dim]`; only the kept cells' rows are read.
    ///   - selection: what a selector of the writer's settings chose from this attention.
    package func write(
        _ kind: PayloadKind, square: borrowing Picture, half: ((inout Picture) -> Void)? = nil,
        attention: borrowing Tensor, features: borrowing Tensor, selection: RegionSelection
    ) throws(PayloadError) -> Payload {
        let grid = geometry.grid
        let window = window(selection)
        let cells = selection.kept.sorted()
        let region = Wire.Region(
            imageSide: geometry.image, regionSide: window.side, regionIndex: window.index,
            keptCells: Wire.Region.mask(of: cells, gridSide: grid), alpha: Float(alpha))
        let layout = PayloadLayout(kind, geometry, side: window.side, kept: cells.count)
        var parts: [Payload.Part] = []
        for slot in layout.slots {
            let (encoding, bytes): (PayloadFrame.Encoding, [UInt8])
            switch slot.kind {
            case .gcaMap: (encoding, bytes) = (.float32, ValueRows.float32(attention, rows: [0]))
            case .features:
                let rows = cells.map { $0 + 1 }
                encoding = kind == .exact ? .float32 : .signed8
                bytes =
                    kind == .exact
                    ? ValueRows.float32(features, rows: rows) : ValueRows.signed8(features, rows: rows)
            case .picture:
                let pixels = kind == .exact ? .rgb8 : options.picture
                (encoding, bytes) = (pixels.wire, try encoder.encode(slot.kind, square, square.bounds, pixels))
            case .regionPixels:
                encoding = options.region.wire
                bytes = try encoder.encode(slot.kind, square, window.pixels(cell: 2 * Geometry.patch), options.region)
            case .contextPixels:
                if let half { half(&context) } else { halfResolution.apply(to: square, into: &context) }
                // The region's own pixels tell more; blank ones cost nothing.
                context.fill(window.pixels(cell: Geometry.patch), Colour(red: 128, green: 128, blue: 128))
                (encoding, bytes) = (options.context.wire, try encodeContext())
            }
            let frame = PayloadFrame(
                kind: slot.kind, encoding: encoding, byteCount: bytes.count, rows: slot.rows, columns: slot.columns)
            parts.append(Payload.Part(frame: frame, bytes: bytes))
        }
        return Payload(kind: kind, region: region, parts: parts)
    }

    private func encodeContext() throws(PayloadError) -> [UInt8] {
        try encoder.encode(.contextPixels, context, context.bounds, options.context)
    }
}

extension LFViT.Region {
    /// The window in a picture whose cells have `cell` pixels a side.
    func pixels(cell: Int) -> PixelRectangle {
        PixelRectangle(row: cell * row, column: cell * column, width: cell * side, height: cell * side)
    }
}
