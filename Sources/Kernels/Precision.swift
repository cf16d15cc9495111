/// The numeric format that a model computes in.
package enum Precision: String, Sendable, CaseIterable {
    /// 32-bit floats: the reference.
    case fp32
}
