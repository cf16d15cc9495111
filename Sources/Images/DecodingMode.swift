/// How pictures are decoded.
package enum DecodingMode: String, Sendable, CaseIterable {
    /// All pixels of every picture, equal to Pillow's.
    case exact
    /// JPEG pictures no larger than the model looks at them: first for the glance, then what focus looks at.
    case fast
}
