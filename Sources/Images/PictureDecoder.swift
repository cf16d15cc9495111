import CPixels

/// Decodes JPEG and PNG pictures to upright 8-bit RGB, equal to Pillow's `exif_transpose` and `convert("RGB")`.
///
/// Decoding takes milliseconds to seconds and blocks: call it on a thread of your own, never on the cooperative pool.
/// A decoder is a plain value without state and may be used by many threads at once.
package struct PictureDecoder: Sendable {
    /// The most pixels a picture may have; more is refused before memory is taken. Pillow's own limit by default.
    package var pixelLimit: Int

    /// Makes a decoder that refuses pictures of more than `pixelLimit` pixels.
    package init(pixelLimit: Int = 178_956_970) {
        self.pixelLimit = pixelLimit
    }

    /// Decodes a file; its name does not matter.
    package func decode(file path: String) throws(PictureError) -> Picture {
        try decode(PictureFile(path: path))
    }

    /// Decodes bytes that hold one whole file.
    package func decode(_ bytes: RawSpan) throws(PictureError) -> Picture {
        try bytes.withUnsafeBytes { (bytes) throws(PictureError) in try decode(PictureFile(bytes: bytes)) }
    }

    /// Decodes a file straight to the square that the model sees, equal to decoding and then transforming.
    ///
    /// A picture whose rows come once and upright passes row by row, so that never all of it is in memory; only turned
    /// and interlaced ones are decoded as a whole first.
    package func decode(
        file path: String,
        to square: inout Picture,
        by transform: EvaluationTransform,
        with resampler: inout Resampler
    ) throws(PictureError) {
        try decode(PictureFile(path: path), to: &square, by: transform, with: &resampler)
    }

    /// Decodes bytes that hold one whole file straight to the square that the model sees.
    package func decode(
        _ bytes: RawSpan,
        to square: inout Picture,
        by transform: EvaluationTransform,
        with resampler: inout Resampler
    ) throws(PictureError) {
        try bytes.withUnsafeBytes { (bytes) throws(PictureError) in
            try decode(PictureFile(bytes: bytes), to: &square, by: transform, with: &resampler)
        }
    }

    /// Decodes bytes that must be one file of this format and of the picture's size; anything else is refused before
    /// memory is taken. How a camera was held does not matter here: pixels come as they are stored.
    ///
    /// - Parameter picture: overwritten; half so where the bytes turn out to be damaged.
    package func decode(
        _ bytes: RawSpan, as format: PictureFormat, into picture: inout Picture
    ) throws(PictureError) {
        let bound = PictureBound.exactly(width: picture.width, height: picture.height)
        try bytes.withUnsafeBytes { (bytes) throws(PictureError) in
            let file = try PictureFile(bytes: bytes)
            guard file.format == format else { throw .otherFormat(found: file.format, expected: format) }
            switch format {
            case .jpeg: try read(JPEGRows(file, bound: bound), into: &picture)
            case .png: try read(PNGRows(file, bound: bound), into: &picture)
            }
        }
    }

    private func read(
        _ source: consuming some PictureRows & ~Copyable, into picture: inout Picture
    ) throws(PictureError) {
        var rows = source
        for _ in 0..<rows.passes {
            for index in 0..<rows.height { try rows.read(into: picture.mutablePointer(row: index)) }
        }
    }

    private func decode(_ file: consuming PictureFile) throws(PictureError) -> Picture {
        switch file.format {
        case .jpeg: try picture(of: JPEGRows(file, bound: .pixels(pixelLimit)))
        case .png: try picture(of: PNGRows(file, bound: .pixels(pixelLimit)))
        }
    }

    private func decode(
        _ file: consuming PictureFile,
        to square: inout Picture,
        by transform: EvaluationTransform,
        with resampler: inout Resampler
    ) throws(PictureError) {
        switch file.format {
        case .jpeg:
            try resample(JPEGRows(file, bound: .pixels(pixelLimit)), to: &square, by: transform, with: &resampler)
        case .png:
            try resample(PNGRows(file, bound: .pixels(pixelLimit)), to: &square, by: transform, with: &resampler)
        }
    }

    private func resample(
        _ rows: consuming some PictureRows & ~Copyable,
        to square: inout Picture,
        by transform: EvaluationTransform,
        with resampler: inout Resampler
    ) throws(PictureError) {
        guard rows.orientation == .upright, rows.passes == 1 else {
            let picture = try picture(of: rows)
            return transform.apply(to: picture, into: &square, with: &resampler)
        }
        resampler.begin(transform.geometry(width: rows.width, height: rows.height))
        var row = Picture(width: rows.width, height: 1)
        for index in 0..<rows.height {
            try rows.read(into: row.mutablePointer())
            resampler.take(row: index, row.pointer())
        }
        resampler.finish(into: &square)
    }

    /// All of a picture, upright.
    func picture(of rows: consuming some PictureRows & ~Copyable) throws(PictureError) -> Picture {
        let (width, height) = rows.orientation.size(width: rows.width, height: rows.height)
        let place = rows.orientation.placement(width: rows.width, height: rows.height)
        var picture = Picture(width: width, height: height)
        var row = Picture(width: rows.width, height: 1)
        for pass in 0..<rows.passes {
            for index in 0..<rows.height {
                let target = picture.mutablePointer() + place.origin + index * place.row
                if rows.orientation == .upright {
                    try rows.read(into: target)
                    continue
                }
                if pass > 0 { pixels_gather(row.mutablePointer(), rows.width, target, place.column) }
                try rows.read(into: row.mutablePointer())
                pixels_place(row.pointer(), rows.width, target, place.column)
            }
        }
        return picture
    }
}
