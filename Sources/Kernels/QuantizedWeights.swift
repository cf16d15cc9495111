import Tensors

/// A layer's weights as signed bytes, each output channel scaled by its own largest magnitude.
struct QuantizedWeights {
    /// `[outputs, inputs]`, row-major.
    let bytes: [Int8]
    /// What one step of each output's bytes stands for.
    let scales: [Float]
    /// The sum of each output's bytes: what an input's smallest value is multiplied by.
    let sums: [Float]

    init(_ weight: borrowing Tensor) {
        let (outputs, inputs) = (weight.rows, weight.columns)
        var bytes = [Int8](repeating: 0, count: outputs * inputs)
        var (scales, sums) = ([Float](repeating: 0, count: outputs), [Float](repeating: 0, count: outputs))
        for output in 0..<outputs {
            let row = weight.pointer(row: output)
            var largest: Float = 0
            for input in 0..<inputs { largest = max(largest, abs(row[input])) }
            guard largest > 0 else { continue }
            scales[output] = largest / 127
            var sum: Int32 = 0
            for input in 0..<inputs {
                let step = Int8((row[input] * (127 / largest)).rounded())
                bytes[output * inputs + input] = step
                sum += Int32(step)
            }
            sums[output] = Float(sum)
        }
        self.bytes = bytes
        self.scales = scales
        self.sums = sums
    }
}
