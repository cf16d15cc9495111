import CKernels

/// What the parts of a conversion of rows to another format share: dense rows of 32-bit floats, and where they go.
struct Conversion {
    let input: UnsafePointer<Float>
    let columns: Int
    let count: Int
    let output: fovea_rows

    /// Converts all rows.
    func run(on context: ComputeContext) {
        var step = self
        context.inParts(count, nanoseconds: count * columns / 8, &step) { step, part, parts in
            step.assumingMemoryBound(to: Conversion.self).pointee.run(part, parts)
        }
    }

    private func run(_ part: Int, _ parts: Int) {
        let rows = count * part / parts..<count * (part + 1) / parts
        var output = output.from(row: rows.lowerBound)
        fovea_convert_rows(
            input + rows.lowerBound * columns, columns, Int32(rows.count), columns, &output)
    }
}
