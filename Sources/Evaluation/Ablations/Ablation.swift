package import LFViT

/// One of the paper's ablations: the cascade with one thing changed, at inference alone.
///
/// The paper trained each variant; the same weights run differently is another experiment, which tells how much an answer
/// depends on that part.
package struct Ablation: Sendable {
    /// Which of the paper's tables or figures it belongs to.
    package enum Table: String, Sendable, CaseIterable, Encodable {
        /// How the region is chosen: Table 6.
        case regionRule
        /// The decay of the class attention: Table 4.
        case beta
        /// The share of the region's cells that is kept: Table 5.
        case alpha
        /// One part left out: Fig. 5.
        case design
    }

    /// The table.
    package let table: Table
    /// The variant, as the paper calls it.
    package let name: String
    /// What it is run with.
    package let settings: CascadeSettings
    /// What the paper prints for focus: percent right on ImageNet, of a DeiT-S trained so; nil where it prints nothing.
    package let published: Double?

    /// All ablations around some settings, each table with the settings themselves in their place.
    package static func all(around settings: CascadeSettings) -> [Ablation] {
        rules(settings) + betas(settings) + alphas(settings) + designs(settings)
    }

    private static func rules(_ settings: CascadeSettings) -> [Ablation] {
        let rules: [(RegionRule, String, Double?)] = [
            (.neighbourhood, "NGCA", 80.8), (.largestCell, "maximum GCA", 80.2), (.centre, "centre", nil),
            (.random, "random", 80.0), (.smallestCell, "minimum GCA", 79.8),
            (.negativeNeighbourhood, "negative NGCA", 79.7),
        ]
        return rules.map { rule, name, published in
            variant(.regionRule, name, settings, published) { $0.regionRule = rule }
        }
    }

    private static func betas(_ settings: CascadeSettings) -> [Ablation] {
        let published = [0: 80.5, 0.5: 80.6, 0.9: 80.7, 0.99: 80.8, 0.999: 80.8]
        return Set(published.keys).union([settings.beta]).sorted().map { beta in
            variant(.beta, "\(beta)", settings, published[beta]) { $0.beta = beta }
        }
    }

    private static func alphas(_ settings: CascadeSettings) -> [Ablation] {
        let published = [0.5: 80.1, 0.6: 80.2, 0.7: 80.6, 0.8: 80.6, 0.88: 80.8, 0.9: 80.7]
        return Set(published.keys).union([settings.alpha]).sorted().map { alpha in
            variant(.alpha, "\(alpha)", settings, published[alpha]) { $0.alpha = alpha }
        }
    }

    private static func designs(_ settings: CascadeSettings) -> [Ablation] {
        [
            variant(.design, "all parts", settings, nil) { _ in },
            variant(.design, "without a region", settings, nil) { $0.regionRule = .off },
            variant(.design, "without fusion", settings, nil) { $0.fusion = false },
            variant(.design, "without reuse", settings, nil) { $0.reuse = false },
            variant(.design, "CF-ViT's selection", settings, nil) {
                ($0.regionRule, $0.alpha) = (.scattered, CascadeSettings.scatteredAlpha)
            },
        ]
    }

    private static func variant(
        _ table: Table, _ name: String, _ settings: CascadeSettings, _ published: Double?,
        _ change: (inout CascadeSettings) -> Void
    ) -> Ablation {
        var changed = settings
        change(&changed)
        return Ablation(table: table, name: name, settings: changed, published: published)
    }
}
