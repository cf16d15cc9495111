import Cascade
import Edge
import Foundation
import LFViT
import Logging
import Replay
import Wire

/// Runs an edge over a folder, prints each frame's outcome and the closing account.
struct EdgeRun {
    let flags: EdgeFlags
    let model: LFViTModel
    let watch: NodeWatch
    let printer: OutcomePrinter
    let files: [String]
    let recorder: TraceRecorder?

    init(_ flags: EdgeFlags, model: LFViTModel, watch: NodeWatch, json: Bool) throws {
        self.watch = watch
        self.flags = flags
        self.model = model
        files = try PictureFiles.list([flags.source])
        recorder = try flags.record.map { try TraceRecorder($0) }
        printer = OutcomePrinter(try ClassNames.table(for: model), files: files, json: json)
    }

    /// Runs until the folder was answered once, or until the process is asked to stop.
    ///
    /// - Parameters:
    ///   - coordinators: how many there are, to wait for their welcomes before a folder is answered once.
    ///   - start: makes the uplink; nil for an edge on its own.
    func run(coordinators: Int, uplink: Uplink?) async throws {
        let camera = try Camera(flags.camera)
        let (welcomes, welcome) = AsyncStream.makeStream(of: Void.self)
        var settings = try flags.settings(for: model)
        if watch.hasPage { settings.sightInterval = .milliseconds(437) }  // No multiple of a camera's interval.
        let eye = EdgeWatch(
            settings, payload: "\(flags.payload)", table: try ClassNames.table(for: model), watch: watch)
        let edge = try await EdgeNode(model, settings: settings, uplink: uplink) { [watch] notice in
            watch.log.notice("\(notice)")
            switch notice {
            case .welcomed, .refused: welcome.yield()
            default: break
            }
        } sink: { [printer, recorder, files] outcome in
            printer.print(outcome)
            recorder?.record(outcome, picture: .file(files[Int(outcome.frame) % files.count]))
            eye.take(outcome)
        }
        watch.watch(edge, through: eye)
        if flags.once {
            await withTaskGroup(of: Void.self) { group in
                // Whoever asks for answers once wants the workers' answers, so it waits a little for the coordinators.
                group.addTask { for await _ in welcomes.prefix(coordinators) {} }
                group.addTask { try? await Task.sleep(for: .seconds(5)) }
                await group.next()
                group.cancelAll()
            }
            await edge.replay(files.indices.lazy.map { frame(camera, $0) })
        } else {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await StopSignal.wait() }
                group.addTask { await edge.watch(live(camera)) }
                await group.next()
                group.cancelAll()
            }
        }
        await edge.stop(within: .seconds(5))
        try recorder?.finish()
        try printer.finish(edge.account)
    }

    private func frame(_ camera: Camera, _ number: Int) -> OfferedFrame {
        OfferedFrame(camera: camera, number: UInt64(number), picture: .file(files[number % files.count]))
    }

    /// The folder again and again at the camera's rate, whether the edge keeps up or not.
    private func live(_ camera: Camera) -> AsyncStream<OfferedFrame> {
        let clock = ContinuousClock()
        let start = clock.now
        let interval = Duration.seconds(1 / flags.fps)
        let counter = FrameCounter()
        return AsyncStream {
            let number = await counter.next()
            guard (try? await clock.sleep(until: start + interval * number)) != nil else { return nil }
            return frame(camera, number)
        }
    }
}

/// Numbers a live stream's frames.
private actor FrameCounter {
    private var count = 0

    func next() -> Int {
        defer { count += 1 }
        return count
    }
}
