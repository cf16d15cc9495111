import Checkpoints
import LFViT

/// A row of the LF-ViT paper's Tables 1 to 3, with the work that the formula of docs/model.md gives it.
///
/// The paper prints the mean work of a picture. Its parts follow from the formula, so of an LF-ViT row the share of pictures
/// that must have reached focus follows too.
package struct PublishedRow: Sendable, Encodable {
    /// The table's number.
    package let table: Int
    /// The model, as the paper names it.
    package let model: String
    /// The side of its region, where it has one.
    package let regionSide: Int?
    /// The exit threshold; nil where every picture takes the same way.
    package let threshold: Double?
    /// What the paper prints, in per cent.
    package let accuracy: Double
    /// What the paper prints, in 10^9 multiply-accumulates.
    package let printed: Double
    /// The work of the glance; nil where there is none, and where the formula does not cover the model.
    package let localization: Double?
    /// The work of focus as the public code runs it, or of the only pass; nil where the formula does not cover the model.
    package let focus: Double?

    /// The work of a picture that takes the whole way.
    package var full: Double? { focus.map { $0 + (localization ?? 0) } }

    /// The share of pictures that reach focus if the mean is what the paper prints; nil where nothing exits.
    package var focusShare: Double? {
        guard threshold != nil, let localization, let focus else { return nil }
        return (printed - localization) / focus
    }

    /// How much the share may be off because the paper rounds to tenths.
    package var shareMargin: Double? { focusShare == nil ? nil : focus.map { 0.05 / $0 } }

    private enum Keys: CodingKey {
        case table, model, regionSide, threshold, accuracy, printed, localization, focus, full, focusShare
    }

    /// Every key is always there: what does not apply is null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(table, forKey: .table)
        try container.encode(model, forKey: .model)
        try container.encode(regionSide, forKey: .regionSide)
        try container.encode(threshold, forKey: .threshold)
        try container.encode(accuracy, forKey: .accuracy)
        try container.encode(printed, forKey: .printed)
        try container.encode(localization, forKey: .localization)
        try container.encode(focus, forKey: .focus)
        try container.encode(full, forKey: .full)
        try container.encode(focusShare, forKey: .focusShare)
    }
}

extension PublishedRow {
    /// A one-pass model.
    init(_ table: Int, plain model: String, _ accuracy: Double, _ printed: Double, image: Int) {
        let work = Work.plain(Geometry(PublishedRow.deiTSmall(image)))
        self.init(
            table: table, model: model, regionSide: nil, threshold: nil, accuracy: accuracy, printed: printed,
            localization: nil, focus: work.gmacs)
    }

    /// LF-ViT with a region side and a threshold, or CF-ViT's selection without either.
    init(
        _ table: Int, _ model: String, side: Int?, threshold: Double?, _ accuracy: Double, _ printed: Double,
        image: Int = 224
    ) {
        let configuration = PublishedRow.deiTSmall(image)
        var settings = CascadeSettings(configuration)
        if let side {
            settings.regionSide = side
        } else {
            (settings.regionRule, settings.alpha) = (.scattered, CascadeSettings.scatteredAlpha)
        }
        let geometry = Geometry(configuration)
        self.init(
            table: table, model: model, regionSide: side, threshold: threshold, accuracy: accuracy, printed: printed,
            localization: Work.localization(geometry).gmacs, focus: Work.focusOfPublicCode(geometry, settings).gmacs)
    }

    /// A model that the formula does not cover.
    init(_ table: Int, other model: String, _ accuracy: Double, _ printed: Double) {
        self.init(
            table: table, model: model, regionSide: nil, threshold: nil, accuracy: accuracy, printed: printed,
            localization: nil, focus: nil)
    }

    private static func deiTSmall(_ image: Int) -> ModelConfiguration {
        ModelConfiguration(architecture: .lfViT, image: image, dim: 384, depth: 12, heads: 6, classes: 1000)
    }

    /// All rows, in the paper's order; the last is LF-ViT* as its public code builds it.
    package static let all: [PublishedRow] = [
        PublishedRow(1, plain: "DeiT-S, 224", 79.8, 4.60, image: 224),
        PublishedRow(1, plain: "DeiT-S, 112", 73.3, 1.10, image: 112),
        PublishedRow(2, plain: "DeiT-S", 79.8, 4.6, image: 224),
        PublishedRow(2, "LF-ViT(4)", side: 4, threshold: 0.62, 79.8, 1.8),
        PublishedRow(2, "LF-ViT(4)", side: 4, threshold: 0.77, 80.1, 2.2),
        PublishedRow(2, "LF-ViT(5)", side: 5, threshold: 0.47, 79.8, 1.7),
        PublishedRow(2, "LF-ViT(5)", side: 5, threshold: 0.61, 80.5, 2.0),
        PublishedRow(2, "LF-ViT(5)", side: 5, threshold: 0.76, 80.8, 2.5),
        PublishedRow(2, "LF-ViT(6)", side: 6, threshold: 0.46, 79.8, 1.8),
        PublishedRow(2, "LF-ViT(6)", side: 6, threshold: 0.65, 80.8, 2.4),
        PublishedRow(2, "LF-ViT(6)", side: 6, threshold: 0.85, 81.0, 3.0),
        PublishedRow(3, plain: "Baseline (DeiT-S)", 79.8, 4.6, image: 224),
        PublishedRow(3, other: "DynamicViT", 79.3, 2.9),
        PublishedRow(3, other: "IA-RED2", 79.1, 3.2),
        PublishedRow(3, other: "PS-ViT", 79.4, 2.6),
        PublishedRow(3, other: "EViT", 79.5, 3.0),
        PublishedRow(3, other: "Evo-ViT", 79.4, 3.0),
        PublishedRow(3, other: "A-ViT-S", 78.6, 3.6),
        PublishedRow(3, other: "PVT-S", 79.8, 3.8),
        PublishedRow(3, other: "SaiT-S", 79.4, 2.6),
        PublishedRow(3, "CF-ViT", side: nil, threshold: nil, 80.8, 4.0),
        PublishedRow(3, "CF-ViT*", side: nil, threshold: nil, 81.9, 4.8, image: 288),
        PublishedRow(3, "LF-ViT", side: 5, threshold: 0.47, 79.8, 1.7),
        PublishedRow(3, "LF-ViT", side: 6, threshold: 0.65, 80.8, 2.4),
        PublishedRow(3, "LF-ViT*", side: 8, threshold: 0.75, 82.2, 3.7, image: 288),
        PublishedRow(3, "LF-ViT* in code", side: 5, threshold: 0.75, 82.2, 3.7, image: 288),
    ]
}
