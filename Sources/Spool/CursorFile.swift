/// How a reader's place lies in its file: two slots that are written in turn, so that one of them is always whole.
enum CursorFile {
    private static let slotBytes = 20

    /// What cursor files are called after their reader.
    static let suffix = ".cursor"

    /// Where the slot of some generation lies, and its bytes: generation, position, checksum.
    static func slot(generation: UInt64, position: UInt64) -> (offset: Int, bytes: [UInt8]) {
        var bytes: [UInt8] = []
        SpoolFormat.append(generation, to: &bytes)
        SpoolFormat.append(position, to: &bytes)
        SpoolFormat.append(CRC32C.checksum(bytes[...]), to: &bytes)
        return (generation % 2 == 0 ? 0 : slotBytes, bytes)
    }

    /// The newest whole slot; nil where there is none.
    static func read(_ bytes: [UInt8]) -> (generation: UInt64, position: UInt64)? {
        stride(from: 0, through: bytes.count - slotBytes, by: slotBytes).compactMap { start in
            let generation: UInt64 = SpoolFormat.integer(bytes, at: start)
            let checksum: UInt32 = SpoolFormat.integer(bytes, at: start + 16)
            guard generation > 0, checksum == CRC32C.checksum(bytes[start..<start + 16]) else { return nil }
            return (generation, SpoolFormat.integer(bytes, at: start + 8))
        }.max { $0.generation < $1.generation }
    }
}
