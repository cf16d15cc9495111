import COneDNN

/// A oneDNN memory object: a layout bound to somebody else's bytes.
struct Memory: ~Copyable {
    let handle: dnnl_memory_t

    /// Makes an unbound memory object, or one that is bound for good to `bytes`.
    init(
        _ layout: dnnl_memory_desc_t, context: ComputeContext, bytes: UnsafeMutableRawPointer? = nil
    ) throws(KernelError) {
        var layout = layout
        var handle: dnnl_memory_t?
        let status = dnnl_memory_create(&handle, &layout, context.engine, bytes)
        guard status == dnnl_success, let handle else {
            throw KernelError(operation: "a memory object", status: status.rawValue)
        }
        self.handle = handle
    }

    deinit {
        dnnl_memory_destroy(handle)
    }

    /// Points the object at bytes that outlive the next execution. oneDNN reads through a mutable pointer.
    func bind(_ bytes: UnsafeMutableRawPointer) {
        let status = dnnl_memory_set_data_handle(handle, bytes)
        precondition(status == dnnl_success, "oneDNN refused a buffer: \(status)")
    }

    /// Points the object at bytes that are only read.
    func bind(reading bytes: UnsafePointer<Float>) {
        bind(UnsafeMutableRawPointer(mutating: bytes))
    }

    /// The layout of a row-major matrix, dense unless its rows lie `stride` values apart.
    static func matrix(
        _ rows: Int, _ columns: Int, _ type: dnnl_data_type_t = dnnl_f32, stride: Int? = nil
    ) throws(KernelError) -> dnnl_memory_desc_t {
        var layout = dnnl_memory_desc_t()
        try check(
            fovea_memory_desc_strided(&layout, Int64(rows), Int64(columns), Int64(stride ?? columns), 1, type),
            "a layout of \(rows) x \(columns)"
        )
        return layout
    }
}
