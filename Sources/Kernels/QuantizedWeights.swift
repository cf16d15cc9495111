import Tensors

/// A layer's weights as signed bytes, each slice of each output channel scaled by its own largest magnitude.
struct QuantizedWeights {
    /// `[outputs, inputs]`, row-major.
    let bytes: [Int8]
    /// What one step of the bytes stands for, `[slices, outputs]`.
    let scales: [Float]
    /// The sums of the weights, which an input's smallest value is multiplied by, `[slices, outputs]`.
    let sums: [Float]

    init(_ weight: borrowing Tensor, slices: Int = 1) {
        let (outputs, inputs, width) = (weight.rows, weight.columns, weight.columns / slices)
        var bytes = [Int8](repeating: 0, count: outputs * inputs)
        var scales = [Float](repeating: 0, count: slices * outputs)
        var sums = scales
        for output in 0..<outputs {
            let row = weight.pointer(row: output)
            for slice in 0..<slices {
                let range = slice * width..<(slice + 1) * width
                var largest: Float = 0
                for input in range { largest = max(largest, abs(row[input])) }
                guard largest > 0 else { continue }
                var sum: Int32 = 0
                for input in range {
                    let step = Int8((row[input] * (127 / largest)).rounded())
                    bytes[output * inputs + input] = step
                    sum += Int32(step)
                }
                scales[slice * outputs + output] = largest / 127
                sums[slice * outputs + output] = Float(sum) * (largest / 127)
            }
        }
        self.bytes = bytes
        self.scales = scales
        self.sums = sums
    }

    /// What inputs add to an output by what all of them are at least.
    func offset(_ output: Int, by least: Float, outputs: Int) -> Float {
        least * stride(from: output, to: sums.count, by: outputs).reduce(0) { $0 + sums[$1] }
    }
}
