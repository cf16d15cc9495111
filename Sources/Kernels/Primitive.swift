import COneDNN

/// One compiled oneDNN operation of a context, with the scratch memory it needs.
struct Primitive: ~Copyable {
    let handle: dnnl_primitive_t
    private let description: dnnl_primitive_desc_t
    private let scratch: Memory
    private let context: ComputeContext

    /// Compiles an operation from its filled-in descriptor.
    ///
    /// - Parameter attributes: gets the caller's post-operations; scratch memory is always ours, because oneDNN's own
    ///   would tie a primitive to the thread that made it.
    init(
        _ operation: UnsafeRawPointer, name: @autoclosure () -> String, context: ComputeContext,
        attributes fill: (dnnl_primitive_attr_t?) throws(KernelError) -> Void = { _ throws(KernelError) in }
    ) throws(KernelError) {
        var attributes: dnnl_primitive_attr_t?
        try check(dnnl_primitive_attr_create(&attributes), name())
        defer { dnnl_primitive_attr_destroy(attributes) }
        try check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), name())
        try fill(attributes)

        var description: dnnl_primitive_desc_t?
        try check(dnnl_primitive_desc_create(&description, operation, attributes, context.engine, nil), name())
        var handle: dnnl_primitive_t?
        let status = dnnl_primitive_create(&handle, description)
        guard status == dnnl_success, let handle, let description else {
            dnnl_primitive_desc_destroy(description)
            throw KernelError(operation: name(), status: status.rawValue)
        }
        var scratchLayout = Primitive.layout(dnnl_query_scratchpad_md, of: description)
        context.reserveScratchpad(bytes: dnnl_memory_desc_get_size(&scratchLayout))
        let scratch: Memory
        do {
            scratch = try Memory(scratchLayout, context: context)
        } catch {
            dnnl_primitive_destroy(handle)
            dnnl_primitive_desc_destroy(description)
            throw error
        }
        self.handle = handle
        self.description = description
        self.context = context
        self.scratch = scratch
    }

    deinit {
        dnnl_primitive_destroy(handle)
        dnnl_primitive_desc_destroy(description)
    }

    /// The memory layout that the operation chose for its weights.
    var weightsLayout: dnnl_memory_desc_t { Primitive.layout(dnnl_query_weights_md, of: description) }

    /// Runs the operation on the context's thread; the arguments are bound by the caller.
    func run<let count: Int>(_ arguments: InlineArray<count, dnnl_exec_arg_t>) {
        scratch.bind(context.scratchpad)
        var all = InlineArray<8, dnnl_exec_arg_t> { index in
            index < count ? arguments[index] : dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch.handle)
        }
        var span = all.mutableSpan
        let status = span.withUnsafeMutableBufferPointer { buffer in
            dnnl_primitive_execute(handle, context.stream, Int32(count + 1), buffer.baseAddress)
        }
        precondition(status == dnnl_success, "oneDNN failed in a primitive that it had accepted: \(status)")
    }

    private static func layout(_ query: dnnl_query_t, of description: dnnl_primitive_desc_t) -> dnnl_memory_desc_t {
        dnnl_primitive_desc_query_md(description, query, 0)?.pointee ?? dnnl_memory_desc_t()
    }
}
