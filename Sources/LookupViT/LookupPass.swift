import Checkpoints
package import LFViT
package import Tensors

/// LookupViT at one side of the compressed grid: the same weights answer at any.
///
/// Owned by one compute thread, compiled for a fixed number of pictures, whose tokens are placed one by one and then
/// answered together.
package final class LookupPass {
    /// The side of the compressed grid: `M = side * side`.
    package let side: Int
    /// How many pictures are answered together.
    package let batch: Int

    private let model: BoundLookupViT
    private let head: LookupHead
    private let resize: GridResize
    private let encoder: LookupEncoder
    private let compressedClassifier: PooledClassifier
    private let lookupClassifier: PooledClassifier?
    private var startCompressed: Tensor
    private var startLookup: Tensor
    private var compressed: Tensor
    private var lookup: Tensor
    private var averaged: Tensor

    /// Compiles the pass on the calling compute thread.
    package init(_ model: BoundLookupViT, side: Int, head: LookupHead = .average, batch: Int = 1) throws {
        let (geometry, weights) = (model.model.geometry, model.model.weights)
        let (rows, dim) = (batch * side * side, geometry.dim)
        self.side = side
        self.batch = batch
        self.model = model
        self.head = head
        resize = GridResize(
            from: (geometry.grid, geometry.grid), to: (side, side),
            alignCorners: geometry.configuration.alignCorners ?? false,
            antialias: geometry.configuration.antialias ?? false
        )
        encoder = try LookupEncoder(
            model, compressed: side * side, lookup: geometry.lookupTokens, sequences: batch, head: head)
        compressedClassifier = try PooledClassifier(
            rows: rows, sequences: batch, head: weights.compressedHead, context: model.context)
        lookupClassifier =
            head == .compressed
            ? nil
            : try PooledClassifier(
                rows: batch * geometry.lookupTokens, sequences: batch, head: weights.lookupHead,
                context: model.context)
        startCompressed = Tensor([rows, dim])
        startLookup = Tensor([batch * geometry.lookupTokens, dim])
        compressed = Tensor([rows, dim])
        lookup = Tensor([batch * geometry.lookupTokens, dim])
        averaged = Tensor([batch, geometry.configuration.classes])
    }

    /// Places one picture's lookup tokens `[N, dim]` and compresses them.
    ///
    /// - Parameter position: which of the batch's pictures this is.
    package func place(_ tokens: borrowing Tensor, at position: Int = 0) {
        let count = model.model.geometry.lookupTokens
        precondition(tokens.rows == count, "\(tokens.rows) tokens where \(count) were planned")
        precondition(position < batch, "picture \(position) of a batch of \(batch)")
        startLookup.copyRows(0..<count, of: tokens, to: position * count)
        resize.run(tokens, into: &startCompressed, at: position * side * side)
    }

    /// Answers all placed pictures together; `answer(_:)` then gives each one's answer.
    package func run(observe: LookupEncoder.Observer? = nil) {
        let weights = model.model.weights
        compressed.copyRows(0..<compressed.rows, of: startCompressed, to: 0)
        lookup.copyRows(0..<lookup.rows, of: startLookup, to: 0)
        encoder.run(&compressed, &lookup, observe: observe)
        compressedClassifier.run(compressed, norm: weights.compressedNorm, head: model.compressedHead)
        guard let lookupClassifier else { return }
        lookupClassifier.run(lookup, norm: weights.lookupNorm, head: model.lookupHead)
        for position in 0..<batch * averaged.columns {
            averaged[position] = (compressedClassifier.logits[position] + lookupClassifier.logits[position]) / 2
        }
    }

    /// The answer to one picture of the last run: by both heads' mean logits, or by the compressed head alone.
    package func answer(_ position: Int = 0) -> Answer {
        let row =
            head == .average ? averaged.pointer(row: position) : compressedClassifier.logits.pointer(row: position)
        return Answer(logits: UnsafeBufferPointer(start: row, count: averaged.columns))
    }

    /// How much the compressed tokens of the last run's first picture looked at each lookup token in the last block: the
    /// mean over tokens and heads, `[N]`; for people, not for loops.
    package var attention: [Float] { encoder.lookedAt }

    /// Answers one picture's tokens, for batches of one.
    package func run(_ tokens: borrowing Tensor) -> Answer {
        place(tokens)
        run()
        return answer()
    }

    /// The compressed head's logits of the last run, `[batch, classes]`; for parity checks.
    package var compressedLogits: [Float] { compressedClassifier.logits.values() }

    /// The lookup head's logits of the last run, `[batch, classes]`, empty where it did not run; for parity checks.
    package var lookupLogits: [Float] { lookupClassifier?.logits.values() ?? [] }

    /// The logits that answer, `[batch, classes]`; for parity checks.
    package var logits: [Float] { head == .average ? averaged.values() : compressedLogits }

    /// The placed pictures' compressed tokens before the first block, `[batch * M, dim]`; for parity checks.
    package var compressedTokens: [Float] { startCompressed.values() }
}
