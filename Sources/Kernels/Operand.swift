import CKernels
package import Tensors

/// Rows of values in the format of the product that reads them: the way between a normalisation, a product and attention.
///
/// Values are converted once, where they are made. Bytes have a scale and a smallest value for each slice of each row.
/// Owned by one compute thread.
package struct Operand: ~Copyable {
    /// How many rows there are.
    package let rows: Int
    /// Values in a row.
    package let columns: Int
    /// The format of its values.
    package let precision: Precision
    /// Into how many slices a row of bytes is divided.
    package let slices: Int
    /// What a row's bytes stand for.
    package let range: ByteRange

    private let whole: fovea_rows

    /// Makes rows of zeros.
    package init(rows: Int, columns: Int, precision: Precision, slices: Int = 1, range: ByteRange = .whole) {
        precondition(columns % slices == 0, "\(columns) values do not divide into \(slices) slices")
        self.rows = rows
        self.columns = columns
        self.precision = precision
        self.slices = slices
        self.range = range
        // A line more than a row needs: rows whose distance is a power of two would meet in the same places of a cache.
        let stride = (columns * precision.bytes + 63) / 64 * 64 + 64
        let values = UnsafeMutableRawPointer.allocate(byteCount: max(64, rows * stride), alignment: 64)
        values.initializeMemory(as: UInt8.self, repeating: 0, count: max(64, rows * stride))
        let scales = UnsafeMutablePointer<Float>.allocate(capacity: 2 * rows * slices)
        scales.initialize(repeating: 0, count: 2 * rows * slices)
        whole = fovea_rows(
            values: values, stride: stride, format: precision.format, slices: Int32(slices), scales: scales,
            minima: range == .whole ? scales + rows * slices : nil)
    }

    /// Makes rows of zeros for a layer to read.
    package init(rows: Int, for layer: PackedWeights) {
        self.init(
            rows: rows, columns: layer.inputs, precision: layer.precision, slices: layer.slices,
            range: layer.inputRange)
    }

    /// Makes rows that hold those of a tensor.
    package init(_ tensor: borrowing Tensor, precision: Precision, slices: Int = 1, range: ByteRange = .whole) {
        self.init(
            rows: tensor.rows, columns: tensor.columns, precision: precision, slices: slices, range: range)
        take(0..<tensor.rows, of: tensor)
    }

    deinit {
        whole.values.deallocate()
        whole.scales.deallocate()
    }

    /// Converts rows of a tensor of the same width to the first rows.
    package mutating func take(_ range: Range<Int>, of tensor: borrowing Tensor) {
        precondition(tensor.columns == columns, "rows of \(tensor.columns) do not fit rows of \(columns)")
        precondition(range.upperBound <= tensor.rows && range.count <= rows, "rows out of bounds")
        var view = whole
        fovea_convert_rows(
            tensor.pointer(row: range.lowerBound), columns, Int32(range.count), columns, &view)
    }

    /// Copies one row of another operand of the same kind.
    package mutating func copyRow(_ row: Int, of source: borrowing Operand, to target: Int) {
        precondition(source.columns == columns && source.precision == precision && source.slices == slices)
        let (from, to) = (source.view(row: row), view(row: target))
        to.values.copyMemory(from: from.values, byteCount: columns * precision.bytes)
        to.scales.update(from: from.scales, count: slices)
        if let minima = from.minima { to.minima?.update(from: minima, count: slices) }
    }

    /// All values as 32-bit floats, `[rows, columns]`; for tests, not for loops.
    package borrowing func values() -> Tensor {
        var values = Tensor([rows, columns])
        for row in 0..<rows {
            let view = view(row: row)
            for column in 0..<columns {
                switch precision {
                case .fp32: values[row, column] = view.values.assumingMemoryBound(to: Float.self)[column]
                case .bf16:
                    let bits = UInt32(view.values.assumingMemoryBound(to: UInt16.self)[column]) << 16
                    values[row, column] = Float(bitPattern: bits)
                case .int8:
                    let slice = column / (columns / slices)
                    let byte = view.values.assumingMemoryBound(to: UInt8.self)[column]
                    values[row, column] = Float(byte) * view.scales[slice] + (view.minima?[slice] ?? range.least)
                }
            }
        }
        return values
    }

    /// The rows from the given one on, for C; valid while the operand lives.
    borrowing func view(row: Int = 0) -> fovea_rows {
        precondition(row >= 0 && row <= rows, "row \(row) of \(rows)")
        return whole.from(row: row)
    }
}

extension fovea_rows {
    /// The rows from the given one on.
    func from(row: Int) -> fovea_rows {
        var view = self
        view.values += row * stride
        if scales != nil { view.scales += row * Int(slices) }
        if minima != nil { view.minima += row * Int(slices) }
        return view
    }
}

extension Tensor {
    /// The rows from the given one on as C sees them.
    mutating func view(row: Int = 0) -> fovea_rows {
        fovea_rows(
            values: UnsafeMutableRawPointer(mutablePointer(row: row)), stride: 4 * columns,
            format: Precision.fp32.format, slices: 1, scales: nil, minima: nil)
    }
}

extension Precision {
    /// The size of a value.
    var bytes: Int {
        switch self {
        case .fp32: 4
        case .bf16: 2
        case .int8: 1
        }
    }

    /// Whether this processor multiplies the format from Fovea's own panels.
    var hasPanels: Bool { fovea_has_panels(format) != 0 }

    /// The format as C names it.
    var format: Int32 {
        switch self {
        case .fp32: Int32(FOVEA_FLOAT32)
        case .bf16: Int32(FOVEA_BFLOAT16)
        case .int8: Int32(FOVEA_BYTES)
        }
    }
}
