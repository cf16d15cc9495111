import Tensors

/// Numbers as they cross the network: rows of a tensor as bytes and back.
enum ValueRows {
    /// No value that a sound model makes comes near; what exceeds it would overflow in the model.
    static let largest: Float = 1e6

    /// Rows as little-endian 32-bit floats.
    static func float32(_ values: borrowing Tensor, rows: some Collection<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * rows.count * values.columns)
        for row in rows {
            for column in 0..<values.columns {
                withUnsafeBytes(of: values[row, column].bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    /// Rows as signed bytes, each scaled so that its largest magnitude becomes 127. The scale is not sent: the reuse
    /// block begins with a LayerNorm (eq. 11), which removes it.
    static func signed8(_ values: borrowing Tensor, rows: some Collection<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * values.columns)
        for row in rows {
            var largest: Float = 0
            for column in 0..<values.columns { largest = max(largest, abs(values[row, column])) }
            let scale = largest > 0 ? 127 / largest : 0
            for column in 0..<values.columns {
                bytes.append(UInt8(bitPattern: Int8((values[row, column] * scale).rounded())))
            }
        }
        return bytes
    }

    /// Reads one row of little-endian floats; false where one is no number or beyond reason.
    static func readFloat32(
        _ bytes: UnsafeRawBufferPointer, row: Int, into values: inout Tensor, at target: Int
    ) -> Bool {
        var sound = true
        for column in 0..<values.columns {
            let offset = 4 * (row * values.columns + column)
            let pattern = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            let value = Float(bitPattern: pattern)
            values[target, column] = value
            // A NaN compares as false.
            sound = sound && abs(value) <= largest
        }
        return sound
    }

    /// Reads one row of signed bytes, as whole numbers.
    static func readSigned8(_ bytes: UnsafeRawBufferPointer, row: Int, into values: inout Tensor, at target: Int) {
        for column in 0..<values.columns {
            values[target, column] = Float(Int8(bitPattern: bytes[row * values.columns + column]))
        }
    }
}
