import CKernels
package import Tensors

extension Operand {
    /// Gathers patches of a planar picture `[3, side, side]`, one a row: channel by channel, row by row, the order of a
    /// convolution's weights. Not for bytes, whose range is a row's.
    ///
    /// - Parameters:
    ///   - patches: which of the picture's patches the first rows get, numbered row by row.
    ///   - size: a patch's side in pixels.
    ///   - context: whose threads share the rows.
    package mutating func take(
        _ patches: [Int], size: Int, of picture: borrowing Tensor, on context: ComputeContext
    ) {
        let side = picture.columns
        precondition(
            precision != .int8 && columns == 3 * size * size && patches.count <= rows,
            "\(patches.count) patches for \(rows) rows of \(columns) values")
        precondition(picture.rows == 3 * side && side % size == 0, "a picture of shape \(picture.shape)")
        patches.withUnsafeBufferPointer { patches in
            guard let first = patches.baseAddress else { return }
            var step = Gathering(
                patches: first, count: patches.count, size: size, picture: picture.pointer(), side: side,
                valueBytes: precision.bytes, rows: view())
            // A value a nanosecond: lines are short.
            context.inParts(patches.count, nanoseconds: patches.count * columns, &step) { step, part, parts in
                step.assumingMemoryBound(to: Gathering.self).pointee.run(part, parts)
            }
        }
    }
}

/// What the parts of a gathering of patches share.
private struct Gathering {
    let patches: UnsafePointer<Int>
    let count: Int
    let size: Int
    let picture: UnsafePointer<Float>
    let side: Int
    let valueBytes: Int
    let rows: fovea_rows

    func run(_ part: Int, _ parts: Int) {
        let perRow = side / size
        for row in count * part / parts..<count * (part + 1) / parts {
            let patch = patches[row]
            precondition(patch >= 0 && patch < perRow * perRow, "patch \(patch) of \(perRow * perRow)")
            let origin = picture + (patch / perRow) * size * side + (patch % perRow) * size
            var block = rows.from(row: row)
            block.stride = size * valueBytes
            for channel in 0..<3 {
                fovea_convert_rows(origin + channel * side * side, side, Int32(size), size, &block)
                block.values += size * size * valueBytes
            }
        }
    }
}
