import CKernels

/// From where to where the steps of bytes go.
package enum ByteRange: Sendable {
    /// From the smallest value of each slice of a row to the largest.
    case whole
    /// From the GELU's smallest value, which is known, to the largest of each slice of a row: a product then need not
    /// reckon with a minimum.
    case activated

    /// The minimum of all rows; 0 where each slice of a row has its own.
    var least: Float { self == .activated ? FOVEA_LEAST : 0 }
}
