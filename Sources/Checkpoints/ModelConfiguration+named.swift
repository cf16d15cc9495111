extension ModelConfiguration {
    /// The geometry of a name such as `small-224` or `lookup-small-384`, with DeiT's widths; for measuring what no file is
    /// at hand for.
    ///
    /// - Returns: nil where the name is unknown; `names` lists the known ones.
    package init?(named name: String) {
        var parts = name.split(separator: "-")
        let isLookup = parts.first == "lookup"
        if isLookup { parts.removeFirst() }
        guard parts.count == 2, let image = Int(parts[1]), image % 32 == 0, (64...1024).contains(image),
            let width = ModelConfiguration.widths.first(where: { $0.name == parts[0] })
        else { return nil }
        self.init(
            architecture: isLookup ? .lookupViT : .lfViT, image: image, dim: width.dim, depth: 12,
            heads: width.dim / 64, classes: 1000
        )
    }

    /// What `init(named:)` understands, for messages.
    package static let names =
        "tiny-224, small-224, base-224, the same with 288, or lookup- and one of them; mini-64 for what is not about speed"

    private static let widths: [(name: String, dim: Int)] = [
        ("mini", 64), ("tiny", 192), ("small", 384), ("base", 768),
    ]
}
