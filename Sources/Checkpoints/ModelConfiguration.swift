import Foundation

/// What a model file says of itself: the JSON string `config` in its metadata.
package struct ModelConfiguration: Sendable, Equatable, Codable {
    /// The families of models that Fovea runs.
    package enum Architecture: String, Sendable, Codable {
        /// Localization and focus with shared weights (the LF-ViT paper).
        case lfViT = "lf-vit"
        /// One pass at full resolution: DeiT and ViT.
        case viT = "vit"
        /// Compressed tokens that look up in all tokens (the LookupViT paper).
        case lookupViT = "lookup-vit"
    }

    /// The family.
    package var architecture: Architecture
    /// The side of the picture in pixels.
    package var image: Int
    /// The width of a token.
    package var dim: Int
    /// The number of encoder blocks.
    package var depth: Int
    /// The attention heads of a block.
    package var heads: Int
    /// The number of classes.
    package var classes: Int
    /// The side `m` of the region in coarse cells (LF-ViT).
    package var regionSide: Int?
    /// The share of a region's cells that focus keeps (LF-ViT).
    package var alpha: Double?
    /// The decay of the accumulated class attention (LF-ViT).
    package var beta: Double?
    /// Whether the file has an elastic focus stage beside the plain one (LF-ViT); LookupViT's options are its then.
    package var elastic: Bool?
    /// How the reused attention is normalised (LookupViT).
    package var reverseNorm: ReverseNorm?
    /// Whether the bilinear compression aligns corners (LookupViT).
    package var alignCorners: Bool?
    /// Whether the bilinear compression widens its filter where it shrinks; without the field it does not (LookupViT).
    package var antialias: Bool?
    /// Where layer normalisations stand; without the field before each sublayer (LookupViT).
    package var normPlacement: NormPlacement?
    /// The share of the resized picture's side that the centre crop keeps.
    package var crop: Double
    /// The mean of each colour, of values between 0 and 1.
    package var mean: [Float]
    /// The standard deviation of each colour.
    package var std: [Float]

    private enum CodingKeys: String, CodingKey {
        case architecture, image, dim, depth, heads, classes, alpha, beta, elastic, antialias, crop, mean, std
        case regionSide = "region_side"
        case reverseNorm = "reverse_norm"
        case alignCorners = "align_corners"
        case normPlacement = "norm_placement"
    }

    /// Makes a configuration with DeiT's preprocessing, for geometries that are measured without a file.
    package init(architecture: Architecture, image: Int, dim: Int, depth: Int, heads: Int, classes: Int) {
        self.architecture = architecture
        self.image = image
        self.dim = dim
        self.depth = depth
        self.heads = heads
        self.classes = classes
        if architecture == .lfViT { (regionSide, alpha, beta) = (image == 288 ? 8 : 5, 0.88, 0.99) }
        if architecture == .lookupViT { (reverseNorm, alignCorners) = (ReverseNorm.none, false) }
        crop = 0.875
        mean = [0.485, 0.456, 0.406]
        std = [0.229, 0.224, 0.225]
    }

    /// Reads and checks the configuration of a file.
    ///
    /// - Throws: `CheckpointError` that names the field.
    package init(of file: SafetensorsFile) throws {
        guard let text = file.metadata["config"] else {
            throw CheckpointError(
                file.path, "has no `config` in its metadata; convert the checkpoint to a Fovea model file first"
            )
        }
        do {
            self = try JSONDecoder().decode(ModelConfiguration.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw CheckpointError(
                file.path, "has a configuration that cannot be read: \(ModelConfiguration.reason(error))")
        }
        if let problem { throw CheckpointError(file.path, "has an impossible configuration: \(problem)") }
    }

    /// What makes the configuration unusable, nil where nothing does.
    private var problem: String? {
        let patch = 16
        if !(2 * patch...1024).contains(image) { return "image \(image); expected 32 to 1024 pixels" }
        let unit = architecture == .lfViT ? 2 * patch : patch
        if image % unit != 0 { return "image \(image) is no multiple of \(unit)" }
        if !(1...16384).contains(dim) { return "dim \(dim); expected 1 to 16384" }
        if !(1...64).contains(heads) { return "heads \(heads); expected 1 to 64" }
        if dim % heads != 0 { return "dim \(dim) does not split into \(heads) heads" }
        if !(1...256).contains(depth) { return "depth \(depth); expected 1 to 256" }
        if !(1...1_000_000).contains(classes) { return "classes \(classes); expected 1 to 1000000" }
        if !(crop > 0.05 && crop <= 1) { return "crop \(crop); expected a share of the side, at most 1" }
        if mean.count != 3 || std.count != 3 || !std.allSatisfy({ $0 > 0 }) {
            return "mean \(mean) and std \(std); expected three colours each, std above 0"
        }
        switch architecture {
        case .viT: return nil
        case .lookupViT: return lookupProblem
        case .lfViT: return regionProblem(cells: image / unit) ?? (elastic == true ? lookupProblem : nil)
        }
    }

    private var lookupProblem: String? {
        guard reverseNorm != nil, let alignCorners else {
            return "\(architecture == .lfViT ? "elastic" : "lookup-vit") needs reverse_norm and align_corners"
        }
        if dim < 2 { return "dim \(dim); a lookup perceptron is half as wide, so expected 2 or more" }
        if antialias == true, alignCorners { return "antialias with align_corners; expected one of them at most" }
        return nil
    }

    private func regionProblem(cells: Int) -> String? {
        guard let regionSide, let alpha, let beta else { return "lf-vit needs region_side, alpha and beta" }
        if !(1...cells).contains(regionSide) { return "region_side \(regionSide) of \(cells) cells" }
        if !(alpha > 0 && alpha <= 1) { return "alpha \(alpha); expected above 0, at most 1" }
        if !(beta >= 0 && beta < 1) { return "beta \(beta); expected 0 to below 1" }
        return nil
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "`\(key.stringValue)` is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is no JSON"
                : "`\(context.codingPath.map(\.stringValue).joined(separator: "."))`: \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }
}
