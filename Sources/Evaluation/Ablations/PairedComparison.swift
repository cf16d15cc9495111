import Foundation

/// Two ways to answer the same pictures: only where one is right and the other wrong do they differ.
package struct PairedComparison: Sendable, Encodable, Equatable {
    /// Wrong with the reference, right with the variant.
    package let won: Int
    /// Right with the reference, wrong with the variant.
    package let lost: Int
    /// How likely won and lost differ by at least so much where neither way is better: the exact two-sided sign test.
    package let probability: Double

    /// Compares picture by picture.
    package init(_ variant: [Bool], reference: [Bool]) {
        precondition(variant.count == reference.count, "other pictures")
        won = zip(variant, reference).count { $0 && !$1 }
        lost = zip(variant, reference).count { !$0 && $1 }
        let tosses = Double(won + lost)
        var tail = 0.0
        for heads in 0...min(won, lost) { tail += PairedComparison.binomial(Double(heads), of: tosses) }
        probability = min(1, 2 * tail)
    }

    /// How likely a fair coin shows heads so often.
    private static func binomial(_ heads: Double, of tosses: Double) -> Double {
        let ways = lgamma(tosses + 1) - lgamma(heads + 1) - lgamma(tosses - heads + 1)
        return exp(ways - tosses * log(2.0))
    }
}
