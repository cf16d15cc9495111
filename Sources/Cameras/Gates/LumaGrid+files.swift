import Images

extension LumaGrid {
    /// Looks at a JPEG picture at an eighth of its size; nil where it cannot be decoded so.
    package init?(jpeg bytes: [UInt8]) {
        guard let plane = try? PictureDecoder().coarseLuma(bytes.span.bytes) else { return nil }
        self.init(plane)
    }

    /// Looks at a picture file; nil where it is no JPEG, or cannot be decoded.
    init?(file path: String) {
        guard let plane = try? PictureDecoder().coarseLuma(file: path) else { return nil }
        self.init(plane)
    }

    private init(_ plane: LumaPlane) {
        self = plane.values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return LumaGrid(values: []) }
            return LumaGrid(start, width: plane.width, height: plane.height, stride: plane.width)
        }
    }
}
