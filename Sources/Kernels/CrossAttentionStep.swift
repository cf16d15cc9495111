import COneDNN

/// What the parts of a step of cross-attention share; each does some of the maps, which are one a head of each sequence.
struct CrossAttentionStep {
    let queries: Int
    let keys: Int
    let heads: Int
    let channels: Int
    /// How many there are, `sequences * heads`.
    let maps: Int
    /// `[sequences * queries, channels]`.
    var query: UnsafePointer<Float>?
    /// Keys and values `[sequences * keys, 2 * channels]` of lookup tokens, or values `[sequences * queries, channels]` of
    /// compressed ones.
    var value: UnsafePointer<Float>?
    /// `[maps * queries, keys]`.
    let scores: UnsafeMutablePointer<Float>
    /// The same of what is carried.
    var weights: UnsafePointer<Float>
    /// The first row of the output, and how many floats its rows lie apart.
    let output: UnsafeMutablePointer<Float>
    let stride: Int
    /// `[parts, keys]` to divide by, where what is carried back is to be divided.
    var sums: UnsafeMutablePointer<Float>?

    private var width: Int { channels / heads }
    private var map: Int { queries * keys }

    /// The scores of compressed tokens for lookup tokens.
    func score(_ part: Int, _ parts: Int) {
        guard let query, let value else { return }
        let scale = 1 / Float(width).squareRoot()
        each(part, parts) { index, sequence, head in
            multiply(
                transposing: (false, true), (queries, keys, width), scale,
                (query + sequence * queries * channels + head * width, channels),
                (value + sequence * keys * 2 * channels + head * width, 2 * channels),
                into: (scores + index * map, keys))
        }
    }

    /// Values of lookup tokens, weighted, to compressed tokens.
    func gather(_ part: Int, _ parts: Int) {
        guard let value else { return }
        each(part, parts) { index, sequence, head in
            multiply(
                transposing: (false, false), (queries, width, keys), 1, (weights + index * map, keys),
                (value + sequence * keys * 2 * channels + channels + head * width, 2 * channels),
                into: (output + sequence * queries * stride + head * width, stride))
        }
    }

    /// Values of compressed tokens, by the transposed weights, to lookup tokens.
    func infuse(_ part: Int, _ parts: Int) {
        guard let value else { return }
        each(part, parts) { index, sequence, head in
            let rows = output + sequence * keys * stride + head * width
            multiply(
                transposing: (true, false), (keys, width, queries), 1, (weights + index * map, keys),
                (value + sequence * queries * channels + head * width, channels), into: (rows, stride))
            if let sums { divide(rows, by: weights + index * map, sums + part * keys) }
        }
    }

    private func each(_ part: Int, _ parts: Int, _ body: (Int, _ sequence: Int, _ head: Int) -> Void) {
        // oneDNN would start OpenMP threads of its own for every thread that calls it.
        if part > 0 { omp_set_num_threads(1) }
        for index in maps * part / parts..<maps * (part + 1) / parts { body(index, index / heads, index % heads) }
    }

    /// Divides each lookup token's row of one head by the sum of the weights that made it.
    private func divide(
        _ rows: UnsafeMutablePointer<Float>, by weights: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
    ) {
        sums.update(repeating: 1e-6, count: keys)
        for query in 0..<queries {
            for key in 0..<keys { sums[key] += weights[query * keys + key] }
        }
        for key in 0..<keys {
            let share = 1 / sums[key]
            for channel in 0..<width { rows[key * stride + channel] *= share }
        }
    }
}

/// A row-major matrix by its first element and the distance between rows.
private typealias Matrix = (UnsafePointer<Float>, Int)

/// `output = scale * a x b` of rows x columns values, each a sum of `depth` products; either input may be transposed.
private func multiply(
    transposing: (Bool, Bool), _ size: (rows: Int, columns: Int, depth: Int), _ scale: Float, _ a: Matrix, _ b: Matrix,
    into output: (UnsafeMutablePointer<Float>, Int)
) {
    func letter(_ transposed: Bool) -> CChar { transposed ? 0x54 : 0x4E }  // "T", "N"
    let status = dnnl_sgemm(
        letter(transposing.0), letter(transposing.1), Int64(size.rows), Int64(size.columns), Int64(size.depth), scale,
        a.0, Int64(a.1), b.0, Int64(b.1), 0, output.0, Int64(output.1)
    )
    precondition(status == dnnl_success, "oneDNN failed in a matrix product: \(status)")
}
