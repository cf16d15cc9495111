/// Order statistics of measurements.
package enum Percentile {
    /// The value below which that share of the rising values lies; 0 for none.
    package static func of(_ rising: [Double], _ share: Double) -> Double {
        guard let last = rising.indices.last else { return 0 }
        return rising[min(last, Int(share * Double(rising.count)))]
    }

    /// The middle value, the mean of both middles where there are two; 0 for none.
    package static func median(_ values: [Double]) -> Double {
        let rising = values.sorted()
        return rising.isEmpty ? 0 : (rising[(rising.count - 1) / 2] + rising[rising.count / 2]) / 2
    }
}
