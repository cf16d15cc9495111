import CKernels

/// The numeric format of a model's matrix products; everything between them is computed in 32-bit floats.
package enum Precision: String, Sendable, CaseIterable {
    /// 32-bit floats: the reference.
    case fp32
    /// 16-bit brain floats, summed in 32 bits.
    case bf16
    /// Bytes: weights with a scale for each output channel, inputs with one for each token, taken as they come.
    case int8

    /// Whether this processor has instructions for it. Without them a format is computed, but slower than fp32.
    package var isNative: Bool {
        switch self {
        case .fp32: true
        case .bf16: fovea_has_bfloat16() != 0
        case .int8: fovea_has_int8() != 0
        }
    }

    /// How many times the multiply-adds of fp32 one instruction does.
    package var multiplyAddsPerLane: Double {
        switch self {
        case .fp32: 1
        case .bf16: 2
        case .int8: 4
        }
    }

    /// The fastest format that this processor has instructions for.
    package static var fastest: Precision {
        [.int8, .bf16].first(where: \.isNative) ?? .fp32
    }
}
