import COneDNN

/// What one compute thread owns of oneDNN: an engine, a stream and the scratch memory of all its primitives.
///
/// Made on the thread that uses it and never shared, hence not `Sendable`. Making it limits OpenMP on the calling thread.
package final class ComputeContext {
    let engine: dnnl_engine_t
    let stream: dnnl_stream_t
    private(set) var scratchpad: UnsafeMutableRawPointer
    private var scratchpadBytes: Int
    private var products: UnsafeMutablePointer<Float>
    private var productFloats = 1024

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
        products = ComputeContext.floats(productFloats)
    }

    deinit {
        scratchpad.deallocate()
        products.deallocate()
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

    /// Scratch memory that all products of this context share. It grows while the first pictures pass.
    func scratch(floats: Int) -> UnsafeMutablePointer<Float> {
        if floats > productFloats {
            products.deallocate()
            productFloats = floats
            products = ComputeContext.floats(floats)
        }
        return products
    }

    private static func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 4096).bindMemory(
            to: Float.self, capacity: count)
    }
}
