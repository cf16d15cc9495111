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
    /// Places and answers one picture at once, for batches of one.
    package func run(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor
    ) -> Answer {
        place(picture, selection, embeddings: embeddings, features: features, at: 0)
        run()
        return answer(0)
    }
}
