import Images

/// The picture that every worker looks at before it is ready: no photograph, the same on every machine.
enum CanaryPicture {
    /// Makes the picture; the same formula stands in `scripts/add-canary.py`.
    static func square(side: Int) -> Picture {
        let bytes = (0..<3 * side * side).map { (index: Int) -> UInt8 in
            UInt8((index * index / 7 + 13 * index) % 251)
        }
        return Picture(width: side, height: side, bytes: bytes)
    }
}
