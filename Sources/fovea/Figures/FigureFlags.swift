import ArgumentParser
import Checkpoints
import LFViT

/// The flags of one figure for many pictures.
struct FigureFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Draw one figure of easy and hard pictures, LF-ViT's selection beside CF-ViT's, into this PNG file.",
            valueName: "file"))
    var figure: String?

    @Option(help: ArgumentHelp("How many easy and how many hard pictures the figure shows.", valueName: "count"))
    var rows = 4

    @Flag(help: "Of a labelled folder, show in the figure only what is answered rightly, as the paper does.")
    var right = false

    @Option(
        help: ArgumentHelp("Draws the figure's pictures from those named: another seed, others.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "A CF-ViT checkpoint for its column of the figure; without it the same weights select both ways.",
            valueName: "file"))
    var cfModel: String?

    func validate() throws {
        guard (1...50).contains(rows) else { throw ValidationError("--rows \(rows): 1 to 50") }
        if let figure, !figure.lowercased().hasSuffix(".png") {
            throw ValidationError("--figure \(figure): the figure is drawn as PNG; name a file that ends in .png")
        }
        if figure == nil, right || cfModel != nil {
            throw ValidationError("--right and --cf-model are of the figure: name its file with --figure")
        }
    }

    /// CF-ViT's model, which is `own` unless another file was named.
    func otherModel(_ own: LFViTModel) throws -> LFViTModel {
        guard let cfModel else { return own }
        let other = try LFViTModel(path: cfModel, precision: own.precision)
        guard other.geometry.isCascade else {
            throw ValidationError("--cf-model \(cfModel): a one-pass model selects nothing; name a CF-ViT checkpoint")
        }
        guard other.geometry.classes == own.geometry.classes else {
            throw ValidationError(
                "--cf-model \(cfModel): knows \(other.geometry.classes) classes; the model has \(own.geometry.classes)")
        }
        return other
    }
}
