import ArgumentParser

/// The flag of every command that cuts the square out of pictures.
struct CropFlag: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The share of the resized picture's side that the centre crop keeps; without it the model's.",
            valueName: "share"))
    var crop: Double?

    func validate() throws {
        if let crop, !(crop > 0.05 && crop <= 1) {
            throw ValidationError("--crop \(crop): a share of the side, above 0.05 and at most 1")
        }
    }
}
