package import Tensors

/// A second stage: it is handed pictures one by one, with what localization learned of them, and answers them together.
package protocol FocusStage: AnyObject {
    /// Assembles one picture's sequence.
    ///
    /// - Parameters:
    ///   - picture: normalised, `[3, side, side]`; only the kept cells' pixels are read.
    ///   - selection: the cells to look at, and those to take over.
    ///   - embeddings: localization's `E_1`, `[n * n + 1, dim]`; only the reused cells' rows are read.
    ///   - features: localization's `Z_1`, `[n * n + 1, dim]`; only the kept cells' rows are read.
    ///   - position: which of the batch's pictures this is.
    func place(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor, at position: Int
    )

    /// Answers all placed pictures together; `answer(_:)` then gives each one's answer.
    func run()

    /// The answer to one picture of the last run.
    func answer(_ position: Int) -> Answer
}

extension FocusStage {
    /// Assembles the sequence of the picture that a localization shows, whose features it finishes.
    package func place(
        _ picture: borrowing Tensor, _ selection: RegionSelection, after localization: Localization,
        at position: Int = 0
    ) {
        localization.finish()
        place(
            picture, selection, embeddings: localization.embedding.tokens, features: localization.features, at: position
        )
    }

    /// Places and answers the picture that a localization shows, for batches of one.
    package func run(
        _ picture: borrowing Tensor, _ selection: RegionSelection, after localization: Localization
    ) -> Answer {
        place(picture, selection, after: localization)
        run()
        return answer(0)
    }
}
