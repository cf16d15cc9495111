import ArgumentParser
import Kernels
import Wire

/// What `--precision` takes.
enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable {
    case fp32
    case bf16
    case int8
    /// The fastest format that the processor has instructions for.
    case auto

    /// The format that is meant on this processor.
    var precision: Kernels.Precision {
        switch self {
        case .fp32: .fp32
        case .bf16: .bf16
        case .int8: .int8
        case .auto: .fastest
        }
    }
}

extension Wire.Precision {
    /// The format as nodes tell it.
    init(_ precision: Kernels.Precision) {
        self =
            switch precision {
            case .fp32: .float32
            case .bf16: .bfloat16
            case .int8: .int8
            }
    }
}
