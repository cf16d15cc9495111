import LFViT

/// What one variant of an ablation answered.
package struct AblationReport: Sendable, Encodable {
    /// The table that it belongs to.
    package let table: Ablation.Table
    /// The variant.
    package let name: String
    /// How its region was chosen.
    package let regionRule: String
    /// The side of its region.
    package let regionSide: Int
    /// The share of the region's cells that it kept.
    package let alpha: Double
    /// The decay of its class attention.
    package let beta: Double
    /// The tokens of its focus stage.
    package let tokens: Int
    /// The work of its focus stage, in 10^9 multiply-accumulates.
    package let gmacsFocus: Double
    /// Focus on all pictures.
    package let withoutExit: ThresholdSweep.Row
    /// The cascade at the threshold that was asked for.
    package let atThreshold: ThresholdSweep.Row
    /// Focus on all pictures beside focus of the settings that the ablations are around.
    package let change: PairedComparison
    /// What the paper prints for focus; nil where it prints nothing.
    package let published: Double?
    /// All thresholds; empty for the tables, whose variants are points.
    package let curve: [ThresholdSweep.Row]

    init(
        _ ablation: Ablation, _ work: Work, sweep: ThresholdSweep, threshold: Double?,
        change: PairedComparison
    ) {
        (table, name, published) = (ablation.table, ablation.name, ablation.published)
        regionRule = ablation.settings.regionRule.rawValue
        regionSide = ablation.settings.regionSide
        (alpha, beta) = (ablation.settings.alpha, ablation.settings.beta)
        (tokens, gmacsFocus) = (work.tokens, work.gmacs)
        (withoutExit, atThreshold) = (sweep.row(nil), sweep.row(threshold))
        curve = ablation.table == .design ? sweep.curve(most: 200) : []
        self.change = change
    }

    private enum Keys: CodingKey {
        case table, name, regionRule, regionSide, alpha, beta, tokens, gmacsFocus, withoutExit, atThreshold, change,
            published
        case curve
    }

    /// Every key is always there: what the paper does not print is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(table, forKey: .table)
        try container.encode(name, forKey: .name)
        try container.encode(regionRule, forKey: .regionRule)
        try container.encode(regionSide, forKey: .regionSide)
        try container.encode(alpha, forKey: .alpha)
        try container.encode(beta, forKey: .beta)
        try container.encode(tokens, forKey: .tokens)
        try container.encode(gmacsFocus, forKey: .gmacsFocus)
        try container.encode(withoutExit, forKey: .withoutExit)
        try container.encode(atThreshold, forKey: .atThreshold)
        try container.encode(change, forKey: .change)
        try container.encode(published, forKey: .published)
        try container.encode(curve, forKey: .curve)
    }
}
