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
    /// All source pixels that are read.
    let sources: Range<Int>

    /// The table for target pixels `kept` of `target` when a side of `source` pixels becomes `target` pixels.
    init(source: Int, target: Int, kept: Range<Int>) {
        let scale = Double(source) / Double(target)
        let filterScale = max(scale, 1)
        let support = 2 * filterScale
        taps = Int(support.rounded(.up)) * 2 + 1
        var weights = [Double](repeating: 0, count: taps)
        for index in kept {
            let center = (Double(index) + 0.5) * scale
            let first = max(0, Int(center - support + 0.5))
            let count = min(source, Int(center + support + 0.5)) - first
            var sum = 0.0
            for tap in 0..<count {
                weights[tap] = Self.bicubic((Double(tap + first) - center + 0.5) * (1 / filterScale))
                sum += weights[tap]
            }
            firsts.append(Int32(first))
            counts.append(Int32(count))
            for tap in 0..<taps {
                let weight = tap >= count ? 0 : sum == 0 ? weights[tap] : weights[tap] / sum
                let fixed = weight * Double(1 << PIXELS_PRECISION)
                coefficients.append(Int32(fixed < 0 ? fixed - 0.5 : fixed + 0.5))
            }
        }
        let ends = zip(firsts, counts).map { $0 + $1 }
        sources = Int(firsts.min() ?? 0)..<Int(ends.max() ?? 0)
    }

    private static func bicubic(_ distance: Double) -> Double {
        let a = -0.5
        let x = abs(distance)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }
}
