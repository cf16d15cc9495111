/// How records lie in a segment file: a header, then records one after the other (docs/decisions/0055).
enum SpoolFormat {
    /// Bytes of a segment's header: magic, the first record's position, a checksum of both.
    static let headerBytes = 20
    /// Bytes of a record besides its body and attachment: length and checksum, id, time, the body's length.
    static let recordOverhead = 8 + contentOverhead
    private static let contentOverhead = 28
    private static let magic: UInt64 = 0x0131_4c4f_4f50_5346  // "FSPOOL1" and a 1, read from little-endian bytes

    /// What a look at some bytes finds.
    enum Found: Equatable {
        /// A whole record and how many bytes it took.
        case record(SpoolRecord, byteCount: Int)
        /// The beginning of a record that has this many bytes.
        case partial(byteCount: Int)
        /// No record: the end of what was written, or damage.
        case none
    }

    /// The header of a segment.
    static func header(first: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        append(magic, to: &bytes)
        append(first, to: &bytes)
        append(CRC32C.checksum(bytes[...]), to: &bytes)
        return bytes
    }

    /// The first position that a header names; nil where it is none.
    static func first(inHeader bytes: [UInt8]) -> UInt64? {
        guard bytes.count >= headerBytes, integer(bytes, at: 0, as: UInt64.self) == magic,
            integer(bytes, at: 16, as: UInt32.self) == CRC32C.checksum(bytes[..<16])
        else { return nil }
        return integer(bytes, at: 8)
    }

    /// A record's size in a segment.
    static func byteCount(of record: SpoolRecord) -> Int {
        recordOverhead + record.body.count + record.attachment.count
    }

    /// Appends a record.
    static func append(_ record: SpoolRecord, to bytes: inout [UInt8]) {
        let start = bytes.count
        append(UInt32(byteCount(of: record) - 8), to: &bytes)
        append(UInt32(0), to: &bytes)
        append(record.id.incarnation, to: &bytes)
        append(record.id.sequence, to: &bytes)
        append(record.time, to: &bytes)
        append(UInt32(record.body.count), to: &bytes)
        bytes += record.body
        bytes += record.attachment
        // The length is part of what is checked: a zeroed page is no record.
        let checksum = CRC32C.checksum(bytes[(start + 8)...], after: CRC32C.checksum(bytes[start..<start + 4]))
        for index in 0..<4 { bytes[start + 4 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
    }

    /// Looks for a record of at most `maximum` bytes at some place.
    static func record(in bytes: [UInt8], at start: Int, maximum: Int) -> Found {
        guard bytes.count - start >= 8 else { return bytes.count > start ? .partial(byteCount: 8) : .none }
        let length = Int(integer(bytes, at: start, as: UInt32.self))
        guard length >= contentOverhead, length + 8 <= maximum else { return .none }
        let end = start + 8 + length
        guard bytes.count >= end else { return .partial(byteCount: 8 + length) }
        let checksum = CRC32C.checksum(bytes[(start + 8)..<end], after: CRC32C.checksum(bytes[start..<start + 4]))
        let body = start + recordOverhead
        let bodyCount = Int(integer(bytes, at: body - 4, as: UInt32.self))
        guard integer(bytes, at: start + 4, as: UInt32.self) == checksum, body + bodyCount <= end else { return .none }
        let record = SpoolRecord(
            id: RecordID(
                incarnation: integer(bytes, at: start + 8), sequence: integer(bytes, at: start + 16)),
            time: integer(bytes, at: start + 24), body: Array(bytes[body..<body + bodyCount]),
            attachment: Array(bytes[(body + bodyCount)..<end])
        )
        return .record(record, byteCount: 8 + length)
    }

    /// Appends an integer, least significant byte first.
    static func append<Value: FixedWidthInteger>(_ value: Value, to bytes: inout [UInt8]) {
        for index in 0..<MemoryLayout<Value>.size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }

    /// Reads an integer, least significant byte first.
    static func integer<Value: FixedWidthInteger>(
        _ bytes: [UInt8], at start: Int, as: Value.Type = Value.self
    ) -> Value {
        var value: Value = 0
        for index in 0..<MemoryLayout<Value>.size {
            value |= Value(truncatingIfNeeded: bytes[start + index]) << (8 * index)
        }
        return value
    }
}
