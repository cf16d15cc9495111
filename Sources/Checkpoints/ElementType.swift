/// The element types of a safetensors file that Fovea knows.
package enum ElementType: String, Sendable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case float64 = "F64"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint8 = "U8"
    case boolean = "BOOL"

    /// How many bytes one element takes.
    package var bytes: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .boolean: 1
        }
    }

    /// Whether weights may be stored like this.
    package var isFloat: Bool { self == .float32 || self == .float16 || self == .bfloat16 }

    /// Widens elements to 32-bit floats; false where one is NaN or infinite.
    func convert(_ source: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<Float>) -> Bool {
        var finite = true
        for index in 0..<(source.count / bytes) {
            let value: Float =
                switch self {
                case .float32: source.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
                case .float16: Float(source.loadUnaligned(fromByteOffset: 2 * index, as: Float16.self))
                case .bfloat16:
                    Float(bitPattern: UInt32(source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)) << 16)
                default: preconditionFailure("\(rawValue) is no float type")
                }
            finite = finite && value.isFinite
            target[index] = value
        }
        return finite
    }
}
