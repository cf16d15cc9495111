import CKernels

/// The most that one thread of this processor can compute: fused multiply-adds in registers alone, widest vectors.
///
/// Benchmarks quote every stage as a multiple of it; it is measured in the same run and on the same thread, because
/// shared machines change speed from minute to minute.
package enum ArithmeticLimit {
    /// One sample of about a millisecond on the calling thread, in GFLOP/s.
    package static func sample() -> Double {
        var sink: Float = 0
        let clock = ContinuousClock()
        var operations: UInt64 = 0
        let elapsed = clock.measure { operations = fovea_fused_multiply_adds(500_000, &sink) }
        return Double(operations) / (elapsed / .nanoseconds(1))
    }
}
