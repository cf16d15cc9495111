import Images
import Randomness

/// Small pictures of random tiles, for runs that need many different ones and no photographs.
package enum RandomPictures {
    /// Whole JPEG files.
    ///
    /// - Parameter side: in pixels, a multiple of 16.
    package static func files(_ count: Int, side: Int, seed: UInt64 = 1) throws -> [[UInt8]] {
        var generator = SeededGenerator(seed: seed)
        var encoder = JPEGEncoder()
        let tiles = side / 16
        var files: [[UInt8]] = []
        for _ in 0..<count {
            let colours = (0..<tiles * tiles * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var bytes: [UInt8] = []
            for row in 0..<side {
                for column in 0..<side {
                    let tile = 3 * (row / 16 * tiles + column / 16)
                    bytes += colours[tile..<tile + 3]
                }
            }
            files.append(try encoder.encode(Picture(width: side, height: side, bytes: bytes), quality: 90))
        }
        return files
    }
}
