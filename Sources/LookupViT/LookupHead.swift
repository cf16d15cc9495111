/// Which of LookupViT's two classifiers answer.
package enum LookupHead: String, Sendable, CaseIterable {
    /// The mean of both heads' logits, as they were trained together.
    case average
    /// The compressed tokens' head alone; the last block then leaves the lookup tokens as they are.
    case compressed
}
