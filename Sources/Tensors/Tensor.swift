/// An owning, 64-byte aligned, row-major buffer of 32-bit floats with a shape.
///
/// A tensor is moved, never copied by accident; kernels borrow it to read and take it `inout` to write. Shapes are fixed
/// at birth: everything that a compute thread needs is made when a model is loaded, so nothing is allocated per image.
package struct Tensor: ~Copyable {
    /// The extents, outermost first, for example `[tokens, channels]`.
    package let shape: Shape

    /// The product of all extents but the last.
    package let rows: Int

    /// The last extent: channels of a `[tokens, channels]` tensor.
    package let columns: Int

    private let storage: UnsafeMutableBufferPointer<Float>

    /// Makes a tensor of zeros with the given extents.
    package init(_ shape: Shape) {
        self.shape = shape
        rows = shape.rows
        columns = shape.columns
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, shape.count) * MemoryLayout<Float>.stride,
            alignment: 64
        )
        let floats = bytes.bindMemory(to: Float.self, capacity: shape.count)
        floats.initialize(repeating: 0, count: shape.count)
        storage = UnsafeMutableBufferPointer(start: floats, count: shape.count)
    }

    /// Makes a tensor of the given extents from row-major values, whose number must be the product of the extents.
    package init(_ shape: Shape, values: some Collection<Float>) {
        precondition(values.count == shape.count, "\(values.count) values do not fill the shape \(shape)")
        self.init(shape)
        _ = storage.update(fromContentsOf: values)
    }

    deinit {
        storage.baseAddress?.deallocate()
    }

    /// One element by its row-major position.
    package subscript(position: Int) -> Float {
        get { storage[position] }
        set { storage[position] = newValue }
    }

    /// One element of a matrix.
    package subscript(row: Int, column: Int) -> Float {
        get { storage[row * columns + column] }
        set { storage[row * columns + column] = newValue }
    }

    /// The elements from the given row on, valid while the tensor lives; for kernels that hand them to C.
    package borrowing func pointer(row: Int = 0) -> UnsafePointer<Float> {
        UnsafePointer(address(row: row))
    }

    /// The elements from the given row on, to write; for kernels that hand them to C.
    package mutating func mutablePointer(row: Int = 0) -> UnsafeMutablePointer<Float> {
        address(row: row)
    }

    /// A copy with other extents of the same number of elements.
    package borrowing func reshaped(_ shape: Shape) -> Tensor {
        Tensor(shape, values: UnsafeBufferPointer(storage))
    }

    /// A copy of all elements in row-major order; for results and tests, not for loops.
    package borrowing func values() -> [Float] {
        Array(storage)
    }

    /// A copy of one row.
    package borrowing func values(row: Int) -> [Float] {
        Array(storage[row * columns..<(row + 1) * columns])
    }

    /// Copies whole rows of another tensor of the same width to the rows from `row` on.
    package mutating func copyRows(_ range: Range<Int>, of source: borrowing Tensor, to row: Int) {
        precondition(columns == source.columns, "rows of \(source.columns) do not fit rows of \(columns)")
        precondition(range.upperBound <= source.rows && row + range.count <= rows, "rows out of bounds")
        address(row: row).update(from: source.address(row: range.lowerBound), count: range.count * columns)
    }

    /// Adds one row of another tensor of the same width to a row of this one.
    package mutating func addRow(_ row: Int, of source: borrowing Tensor, to target: Int) {
        precondition(columns == source.columns, "rows of \(source.columns) do not fit rows of \(columns)")
        precondition(row < source.rows && target < rows, "rows out of bounds")
        let addend = source.address(row: row)
        let sum = address(row: target)
        for column in 0..<columns { sum[column] += addend[column] }
    }

    private func address(row: Int) -> UnsafeMutablePointer<Float> {
        precondition(row >= 0 && row <= rows, "row \(row) of a tensor of shape \(shape)")
        guard let base = storage.baseAddress else { preconditionFailure("a tensor has storage from birth to death") }
        return base + row * columns
    }
}

// A tensor owns its memory alone and cannot be copied, so handing it to another thread hands over all access.
extension Tensor: @unchecked Sendable {}
