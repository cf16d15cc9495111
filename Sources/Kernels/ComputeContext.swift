import COneDNN
package import Threads

/// What one compute thread owns: the threads that help it with an image, an engine and a stream of oneDNN, and the scratch
/// memory of all its operations.
///
/// Made on the thread that uses it and never shared, hence not `Sendable`. Making it limits OpenMP on the calling thread.
package final class ComputeContext {
    /// The most threads of an image: narrow layers have six panels, and beyond that threads wait for each other.
    package static let mostThreads = 8

    let engine: dnnl_engine_t
    let stream: dnnl_stream_t
    private(set) var scratchpad: UnsafeMutableRawPointer
    private var scratchpadBytes: Int
    private var products: UnsafeMutablePointer<Float>
    private var productFloats = 1024
    /// Where layers that are packed with this context lie.
    private var weights: WeightMemory?

    private let team: ComputeTeam
    private let cores: SharedCores?

    /// How many threads an image may have at most.
    package var mostThreads: Int { team.size }

    /// How many threads the next step may have.
    package var threads: Int { min(team.size, cores?.threads ?? team.size) }

    /// Makes the context of the calling thread with a fixed number of threads an image, itself included.
    ///
    /// Where the processor has no panels everything is oneDNN's, whose OpenMP threads these are then.
    ///
    /// - Throws: `KernelError`, `ThreadError`.
    package convenience init(threads: Int = 1) throws {
        let hasPanels = Precision.fp32.hasPanels
        try self.init(team: hasPanels ? threads : 1, openMP: hasPanels ? 1 : threads, nil)
    }

    /// Makes the context of the calling thread, whose images have as many threads as the cores allow at each step; one
    /// where there are none to share.
    ///
    /// Where the processor has no panels an image has one thread: what oneDNN answers depends on their number, in the last
    /// digits, and answers must not depend on the load.
    ///
    /// - Throws: `KernelError`, `ThreadError`.
    package convenience init(sharing cores: SharedCores?) throws {
        try self.init(
            team: Precision.fp32.hasPanels ? min(cores?.count ?? 1, ComputeContext.mostThreads) : 1, openMP: 1, cores)
    }

    private init(team size: Int, openMP: Int, _ cores: SharedCores?) throws {
        omp_set_num_threads(Int32(openMP))
        team = try ComputeTeam(name: "\(OSThread.currentName) part", size: size)
        self.cores = cores
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

    /// Memory for a layer's weights; the layer holds on to what they lie in.
    func weights(byteCount: Int) -> (memory: WeightMemory, bytes: UnsafeMutableRawPointer) {
        if let weights, let bytes = weights.take(byteCount) { return (weights, bytes) }
        let fresh = WeightMemory(byteCount: byteCount)
        weights = fresh
        guard let bytes = fresh.take(byteCount) else {
            preconditionFailure("memory of fewer bytes than were asked for")
        }
        return (fresh, bytes)
    }

    /// Does a step in as many parts as its threads allow, and returns when it is done.
    ///
    /// - Parameters:
    ///   - count: how many pieces it can be divided into.
    ///   - nanoseconds: about how long it takes; short steps are not worth dividing.
    ///   - step: what its parts read, and where each writes what is its own.
    ///   - body: does one part: of the step, which, of how many.
    func inParts<Step>(
        _ count: Int, nanoseconds: Int, _ step: inout Step, _ body: ComputeTeam.Body
    ) {
        let parts = min(threads, count, nanoseconds / ComputeContext.worthwhile)
        withUnsafeMutablePointer(to: &step) { step in
            if parts > 1 { team.run(parts: parts, step, body) } else { body(step, 0, 1) }
        }
    }

    /// The least time of a part, in nanoseconds: meeting for the next step takes about half a microsecond.
    private static let worthwhile = 1500

    private static func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 4096).bindMemory(
            to: Float.self, capacity: count)
    }
}
