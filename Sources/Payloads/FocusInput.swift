package import LFViT
package import Tensors
package import Wire

/// What focus needs of one frame that another machine localized; a worker keeps a few and fills them again and again.
package final class FocusInput {
    /// Which payload it came from: `pixels` has no features, so localization must run again.
    package internal(set) var payload: PayloadKind = .features
    /// Region and cells, in the edge's order.
    package internal(set) var selection = RegionSelection()
    /// The normalised picture, `[3, side, side]`; of `features` only the region's pixels mean something.
    package internal(set) var picture: Tensor
    /// The normalised picture at half resolution, `[3, side / 2, side / 2]`.
    package internal(set) var half: Tensor
    /// Localization's `Z_1`, `[n * n + 1, dim]`: the kept cells' rows, but for `pixels`. Rows may be scaled by any
    /// positive factor.
    package internal(set) var features: Tensor

    /// Makes the buffers for a model.
    package init(_ geometry: Geometry) {
        picture = Tensor([3, geometry.image, geometry.image])
        half = Tensor([3, geometry.image / 2, geometry.image / 2])
        features = Tensor([geometry.localizationTokens, geometry.dim])
    }
}

extension FocusStage {
    /// Assembles a frame that another machine localized, with the settings of that machine. `localization` embeds the
    /// cells that are reused, and runs where the payload holds no features.
    package func place(_ input: FocusInput, with localization: Localization, at position: Int = 0) {
        guard input.payload == .pixels else {
            localization.embedding.run(input.half)
            return place(
                input.picture, input.selection, embeddings: localization.embedding.tokens, features: input.features,
                at: position
            )
        }
        _ = localization.run(input.half)
        place(input.picture, input.selection, after: localization, at: position)
    }

    /// Looks at one frame that another machine localized.
    package func run(_ input: FocusInput, with localization: Localization) -> LFViT.Answer {
        place(input, with: localization)
        run()
        return answer(0)
    }
}
