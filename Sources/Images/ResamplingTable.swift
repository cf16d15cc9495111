import CPixels

/// The weights by which pixels of one source row or column make up pixels of the target: Pillow's antialiased bicubic
/// with a = -0.5, its support widened by the ratio where it shrinks, in Pillow's fixed-point numbers.
struct ResamplingTable {
    /// For each target pixel the first source pixel it reads.
    private(set) var firsts: [Int32] = []
    /// For each target pixel the number of source pixels it reads.
    private(set) var counts: [Int32] = []
    /// For each target pixel `taps` weights, the unused ones zero.
    private(set) var coefficients: [Int32] = []
    /// The most source pixels that one target pixel reads.
    let taps: Int

    /// The table for target pixels `kept` of `target` when a side of `source` pixels becomes `target` pixels.
    ///
    /// - Parameters:
    ///   - extent: how many of the source's pixels the target covers, which need not be whole.
    ///   - isHalved: whether the target pixels are halved after that, as if the rounding between did not exist.
    init(source: Int, extent: Double, target: Int, kept: Range<Int>, isHalved: Bool = false) {
        let whole = kept.map { Weights(of: $0, source: source, scale: extent / Double(target)) }
        self.init(isHalved ? Weights.halved(whole) : whole)
    }

    private init(_ rows: [Weights]) {
        taps = rows.map(\.values.count).max() ?? 1
        for row in rows {
            firsts.append(Int32(row.first))
            counts.append(Int32(row.values.count))
            for tap in 0..<taps {
                let fixed = tap < row.values.count ? row.values[tap] * Double(1 << PIXELS_PRECISION) : 0
                coefficients.append(Int32(fixed < 0 ? fixed - 0.5 : fixed + 0.5))
            }
        }
    }

    /// The source pixels that some of the target's, at least one, are made of.
    func sources(of kept: Range<Int>) -> Range<Int> {
        let last = kept.upperBound - 1
        return Int(firsts[kept.lowerBound])..<Int(firsts[last] + counts[last])
    }
}

/// The weights of one target pixel, from a first source pixel on.
private struct Weights {
    let first: Int
    var values: [Double]

    /// Pillow's weights for a pixel of the target.
    init(of index: Int, source: Int, scale: Double) {
        let filterScale = max(scale, 1)
        let support = 2 * filterScale
        let center = (Double(index) + 0.5) * scale
        let first = max(0, Int(center - support + 0.5))
        let count = min(source, Int(center + support + 0.5)) - first
        self.first = first
        values = (0..<count).map { Self.bicubic((Double($0 + first) - center + 0.5) * (1 / filterScale)) }
        let sum = values.reduce(0, +)
        if sum != 0 { values = values.map { $0 / sum } }
    }

    private init(first: Int, values: [Double]) {
        (self.first, self.values) = (first, values)
    }

    /// The weights of pixels at half the resolution.
    static func halved(_ whole: [Weights]) -> [Weights] {
        let half = HalfResolution(size: whole.count)
        return (0..<whole.count / 2).map { index in
            let (first, second, share) = half.inputs(of: index)
            return whole[first].blended(with: whole[second], share: Double(share))
        }
    }

    /// The weights of a mixture of two pixels.
    private func blended(with other: Weights, share: Double) -> Weights {
        let first = min(first, other.first)
        let end = max(self.first + values.count, other.first + other.values.count)
        var blend = Weights(first: first, values: [Double](repeating: 0, count: end - first))
        for (offset, value) in values.enumerated() { blend.values[self.first - first + offset] += value * (1 - share) }
        for (offset, value) in other.values.enumerated() { blend.values[other.first - first + offset] += value * share }
        return blend
    }

    private static func bicubic(_ distance: Double) -> Double {
        let a = -0.5
        let x = abs(distance)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }
}
