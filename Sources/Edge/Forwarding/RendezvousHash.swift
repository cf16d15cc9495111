import Randomness

/// Chooses a coordinator for a camera without anybody keeping a table: each pair has a weight, the largest wins, and only
/// the cameras of a coordinator that is lost move (Thaler and Ravishankar). The same in every process.
package enum RendezvousHash {
    /// The weight of a pair.
    package static func weight(camera: String, coordinator: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in camera.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 0xff) &* 0x100_0000_01b3  // 0xff occurs in no UTF-8 text and so keeps the names apart.
        for byte in coordinator.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return SeededGenerator.mix(hash)
    }
}
