/// The numeric format of a model's matrix products.
package enum Precision: UInt32, CaseIterable, Sendable {
    /// The reference.
    case float32 = 1
    /// Half the bytes, the same range.
    case bfloat16
    /// Integer weights per channel, integer activations per token.
    case int8
}
