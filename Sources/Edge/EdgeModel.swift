package import LFViT
package import LookupViT

/// A model of two stages that an edge can glance with.
package enum EdgeModel: Sendable {
    /// Localization at half resolution, then focus on a region.
    case lfViT(LFViTModel)
    /// Few compressed tokens, then more of them, with the same weights.
    case lookupViT(LookupViTModel)

    /// The side of the grid that a gear's region side is measured by: coarse cells, or lookup tokens.
    var grid: Int {
        switch self {
        case .lfViT(let model): model.geometry.grid
        case .lookupViT(let model): model.geometry.grid
        }
    }

    /// Whether it looks closely at regions; otherwise at whole pictures, with more or fewer tokens.
    var hasRegions: Bool {
        switch self {
        case .lfViT: true
        case .lookupViT: false
        }
    }

    /// How many classes it knows.
    var classes: Int {
        switch self {
        case .lfViT(let model): model.geometry.classes
        case .lookupViT(let model): model.geometry.classes
        }
    }
}
