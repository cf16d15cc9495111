package import LFViT
package import Tensors

/// The focus stage of an elastic model: LF-ViT's focus sequence, without its class token, is the lookup tokens. Their number
/// depends on the settings alone, so pictures are answered in batches whatever was chosen in them; only the number of
/// compressed tokens changes, from batch to batch.
///
/// The compressed tokens come from a canvas of the fine grid: kept cells lie on it as their four fine tokens, every other
/// cell's token four times. It is resized as LookupViT resizes its grid. Owned by one compute thread.
package final class ElasticFocus: FocusStage {
    private let sequence: FocusSequence
    private let pass: LookupPass
    private var canvas: Tensor

    /// Compiles the stage on the calling compute thread.
    ///
    /// - Parameters:
    ///   - settings: with reuse; a canvas needs every cell.
    ///   - side: of the compressed grid.
    package init(
        _ model: BoundElastic, settings: CascadeSettings, side: Int, head: LookupHead = .average, batch: Int = 1
    ) throws {
        precondition(settings.reuse, "the canvas needs every cell's token")
        sequence = try FocusSequence(model.base, settings: settings)
        pass = try LookupPass(model.blocks, side: side, lookupTokens: sequence.length - 1, head: head, batch: batch)
        let geometry = sequence.geometry
        canvas = Tensor([geometry.fineGrid * geometry.fineGrid, geometry.dim])
    }

    /// Assembles one picture's tokens, as `FocusStage` says.
    package func place(
        _ picture: borrowing Tensor, _ selection: RegionSelection, embeddings: borrowing Tensor,
        features: borrowing Tensor, at position: Int = 0
    ) {
        sequence.place(picture, selection, embeddings: embeddings, features: features, at: 0)
        let (geometry, kept) = (sequence.geometry, sequence.keptCount)
        for corner in 0..<4 {
            for place in 0..<kept {
                let row = 1 + corner * kept + place
                let patch = geometry.fineIndex(cell: selection.kept[place], corner: corner)
                canvas.copyRows(row..<row + 1, of: sequence.tokens, to: patch)
            }
            for place in 0..<sequence.reusedCount {
                let row = 1 + 4 * kept + place
                let patch = geometry.fineIndex(cell: selection.reused[place], corner: corner)
                canvas.copyRows(row..<row + 1, of: sequence.tokens, to: patch)
            }
        }
        pass.place(sequence.tokens, row: 1, canvas: canvas, at: position)
    }

    /// Answers all placed pictures together.
    package func run() { pass.run() }

    /// The answer to one picture of the last run.
    package func answer(_ position: Int = 0) -> Answer { pass.answer(position) }

    /// The logits that answer, `[batch, classes]`; for parity checks.
    package var logits: [Float] { pass.logits }

    /// The compressed head's logits of the last run, `[batch, classes]`; for parity checks.
    package var compressedLogits: [Float] { pass.compressedLogits }

    /// The placed pictures' compressed tokens before the first block, `[batch * M, dim]`; for parity checks.
    package var compressedTokens: [Float] { pass.compressedTokens }
}
