extension Picture {
    /// The picture with its short side scaled to `side` pixels by antialiased bicubic and the centre square cut out.
    package borrowing func square(side: Int) -> Picture {
        var square = Picture(width: side, height: side)
        var resampler = Resampler()
        resampler.begin(CropGeometry(width: width, height: height, side: side, crop: 1))
        for row in 0..<height {
            resampler.take(row: row, pointer(row: row))
        }
        resampler.finish(into: &square)
        return square
    }
}
