import COneDNN

/// What one compute thread owns of oneDNN: an engine, a stream and the scratch memory of all its primitives.
///
/// Made on the thread that uses it and never shared, hence not `Sendable`. Making it limits OpenMP on the calling thread.
package final class ComputeContext {
    let engine: dnnl_engine_t
    let stream: dnnl_stream_t
    private(set) var scratchpad: UnsafeMutableRawPointer
    private var scratchpadBytes: Int
    /// A product's input in the format that it is computed in, and where a row's scale belongs to it, its scales.
    private(set) var operand: UnsafeMutableRawPointer
    private var operandBytes = 4096
    /// The sums of an 8-bit product.
    private(set) var sums: UnsafeMutableRawPointer
    private var sumsBytes = 4096

    /// Makes the context of the calling thread.
    ///
    /// - Parameter threads: how many OpenMP threads one operation may use; 1 gives the best throughput when every core
    ///   has a compute thread of its own.
    package init(threads: Int = 1) throws(KernelError) {
        omp_set_num_threads(Int32(threads))
        var engine: dnnl_engine_t?
        try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "a CPU engine")
        var stream: dnnl_stream_t?
        let status = dnnl_stream_create(&stream, engine, UInt32(dnnl_stream_default_flags.rawValue))
        guard status == dnnl_success, let engine, let stream else {
            dnnl_engine_destroy(engine)
            throw KernelError(operation: "a CPU stream", status: status.rawValue)
        }
        self.engine = engine
        self.stream = stream
        scratchpadBytes = 4096
        scratchpad = .allocate(byteCount: scratchpadBytes, alignment: 4096)
        operand = .allocate(byteCount: operandBytes, alignment: 4096)
        sums = .allocate(byteCount: sumsBytes, alignment: 4096)
    }

    deinit {
        scratchpad.deallocate()
        operand.deallocate()
        sums.deallocate()
        dnnl_stream_destroy(stream)
        dnnl_engine_destroy(engine)
    }

    /// Grows the scratch memory that all primitives of this context share; called while primitives are made.
    func reserveScratchpad(bytes: Int) {
        guard bytes > scratchpadBytes else { return }
        scratchpad.deallocate()
        scratchpadBytes = bytes
        scratchpad = .allocate(byteCount: bytes, alignment: 4096)
    }

    /// Grows the buffers that all products of this context share; called while products are made.
    func reserve(operandBytes: Int, sumsBytes: Int) {
        if operandBytes > self.operandBytes {
            operand.deallocate()
            self.operandBytes = operandBytes
            operand = .allocate(byteCount: operandBytes, alignment: 4096)
        }
        if sumsBytes > self.sumsBytes {
            sums.deallocate()
            self.sumsBytes = sumsBytes
            sums = .allocate(byteCount: sumsBytes, alignment: 4096)
        }
    }
}
