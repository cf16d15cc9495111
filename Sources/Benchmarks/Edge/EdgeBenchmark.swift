import Cascade
import Edge
import Glibc
import Kernels
package import LFViT
import Synchronization
import Threads

/// What a frame costs in an edge node beside the bare engine's localization of the same picture, on one thread each.
package struct EdgeBenchmark: Sendable, Encodable {
    /// The median time of the engine's localization of a prepared picture.
    package let bareMilliseconds: Double
    /// The median time of localization as the node tells it with each frame.
    package let localizationMilliseconds: Double
    /// The second over the first, the median of the rounds' own ratios.
    package let ratio: Double
    /// The median time of decoding, resizing and normalising as the node tells it.
    package let decodingMilliseconds: Double
    /// Processor time of the whole process a frame while the node works, decoding included.
    package let processorMilliseconds: Double
    /// The same without decoding over the engine's localization.
    package let processorRatio: Double

    /// One round.
    private struct Round {
        let bare, localization, decoding, processor: Double
    }

    /// Measures engine and node in turn.
    ///
    /// - Parameters:
    ///   - picture: one whole JPEG or PNG file, offered again and again.
    ///   - frames: how many frames each round times on either way.
    package init(
        _ model: LFViTModel, settings: CascadeSettings, picture: [UInt8], frames: Int, rounds: Int
    ) async throws {
        let cascade = Self.exiting(settings)
        let engine = try await ComputePool<Engine>(name: "bare", threads: 1, capacity: 1) {
            try Engine(model, cascade, picture)
        }
        let times = Mutex<[GlanceTimes]>([])
        let edge = try await EdgeNode(model, settings: EdgeSettings(cascade)) { outcome in
            if let told = outcome.times { times.withLock { $0.append(told) } }
        }
        let camera = try Camera("bench")
        var measured: [Round] = []
        for round in 0...rounds {
            let bare = try await engine.run { engine in engine.times(frames) }
            let start = Self.processorTime
            for number in 0..<frames {
                await edge.take(OfferedFrame(camera: camera, number: UInt64(number), picture: .bytes(picture)))
            }
            let processor = (Self.processorTime - start) / Double(frames)
            let told = times.withLock { times in
                defer { times.removeAll() }
                return times
            }
            guard round > 0 else { continue }  // The first one warms up.
            measured.append(
                Round(
                    bare: Percentile.median(bare),
                    localization: Percentile.median(told.map { $0.localization / .milliseconds(1) }),
                    decoding: Percentile.median(told.map { $0.decoding / .milliseconds(1) }), processor: processor))
        }
        await edge.stop(within: .seconds(1))
        await engine.shutdown()
        bareMilliseconds = Percentile.median(measured.map(\.bare))
        localizationMilliseconds = Percentile.median(measured.map(\.localization))
        ratio = Percentile.median(measured.map { $0.localization / $0.bare })
        decodingMilliseconds = Percentile.median(measured.map(\.decoding))
        processorMilliseconds = Percentile.median(measured.map(\.processor))
        processorRatio = Percentile.median(measured.map { ($0.processor - $0.decoding) / $0.bare })
    }

    /// Settings with which every frame ends with its localization.
    private static func exiting(_ settings: CascadeSettings) -> CascadeSettings {
        var settings = settings
        (settings.earlyExit, settings.threshold) = (true, 0)
        return settings
    }

    /// Localization without a node around it.
    private struct Engine: ~Copyable {
        private let frame: PreparedFrame
        private let localization: Localization

        init(_ model: LFViTModel, _ settings: CascadeSettings, _ picture: [UInt8]) throws {
            frame = PreparedFrame(model)
            try frame.decode(picture.span.bytes)
            frame.halve()
            localization = try Localization(BoundModel(model, context: ComputeContext()), beta: settings.beta)
        }

        /// Milliseconds of each of some runs.
        func times(_ count: Int) -> [Double] {
            (0..<count).map { _ in ContinuousClock().measure { _ = localization.run(frame.low) } / .milliseconds(1) }
        }
    }

    /// Processor time of this process in milliseconds.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
