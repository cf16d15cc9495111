package import Checkpoints
package import Kernels
import Tensors

/// Takes whole layers from a source of weights and packs them.
package struct LayerSource<Source: WeightSource> {
    /// The source, as far as it has been read.
    package private(set) var source: Source
    private let context: ComputeContext

    /// Makes a reader of layers; the context is used while packing only.
    package init(source: Source, context: ComputeContext) {
        self.source = source
        self.context = context
    }

    /// Takes a normalisation's scale and shift of `width` channels.
    package mutating func norm(_ name: String, _ width: Int) throws -> Norm {
        try Norm(scale: source.take("\(name).weight", [width]), shift: source.take("\(name).bias", [width]))
    }

    /// Takes a linear layer of `inputs` to `outputs` channels.
    package mutating func linear(
        _ name: String, _ inputs: Int, _ outputs: Int, _ precision: Precision, inputRange: ByteRange = .whole
    ) throws -> PackedWeights {
        let weight = try source.take("\(name).weight", [outputs, inputs])
        return try PackedWeights(
            weight: weight, bias: source.take("\(name).bias", [outputs]), precision: precision,
            slices: PackedWeights.slices(precision, inputs: inputs, range: inputRange), inputRange: inputRange,
            context: context
        )
    }

    /// Takes a perceptron's second layer. It bears bytes only where slices of its inputs have scales of their own
    /// (docs/decisions/0030).
    package mutating func contraction(
        _ name: String, _ inputs: Int, _ outputs: Int, _ precision: Precision
    ) throws -> PackedWeights {
        let isSliced = PackedWeights.slices(precision, inputs: inputs, range: .activated) > 1
        return try linear(name, inputs, outputs, isSliced ? precision : precision.outer, inputRange: .activated)
    }
}

extension Precision {
    /// The format of layers that lose more by bytes than they gain (docs/decisions/0030).
    package var outer: Precision { self == .int8 ? (Precision.bf16.isNative ? .bf16 : .fp32) : self }
}
