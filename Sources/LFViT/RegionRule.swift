/// How focus chooses what to look at; every rule but the first is an ablation or another paper's.
package enum RegionRule: String, Sendable, CaseIterable {
    /// The window with the largest sum of class attention: the paper's rule (eq. 9).
    case neighbourhood = "ngca"
    /// The window with the smallest sum.
    case negativeNeighbourhood = "neg_ngca"
    /// The window around the cell of largest class attention, clamped to the grid.
    case largestCell = "max_gca"
    /// The window around the cell of smallest class attention, clamped to the grid.
    case smallestCell = "min_gca"
    /// The window in the middle, whatever the attention says: what photographers do for it.
    case centre
    /// A window drawn at random, the same for the same frame.
    case random
    /// The cells of largest class attention wherever they lie: CF-ViT.
    case scattered
    /// The whole picture at full resolution with fusion, nothing reused.
    case off
}
