import Cameras
import Cascade
import Deployment
import Edge
import Foundation
import LFViT
import Logging
import Replay
import Threads
import Wire

/// Runs an edge with its cameras, prints each frame's outcome and the closing account.
struct EdgeRun {
    let flags: EdgeFlags
    let model: LoadedModel
    let watch: NodeWatch
    let printer: OutcomePrinter
    let cameras: [CameraSettings]
    let recorder: TraceRecorder?
    /// Shows frames to a model on trial as well.
    let canary: CanaryEdge?
    /// The configuration file that says where results go, and which role reads it.
    let results: (file: ConfigurationFile, role: DeploymentConfiguration.Role)?
    /// What it shares with workers of this process.
    let cores: SharedCores?

    init(
        _ flags: EdgeFlags, model: LoadedModel, watch: NodeWatch, json: Bool, canary: CanaryEdge? = nil,
        results: (file: ConfigurationFile, role: DeploymentConfiguration.Role)? = nil,
        cores: SharedCores? = nil
    ) throws {
        self.cores = cores
        self.canary = canary
        self.results = results
        self.watch = watch
        self.flags = flags
        self.model = model
        cameras = try flags.stream.settings()
        recorder = try flags.record.map { try TraceRecorder($0) }
        printer = OutcomePrinter(try ClassNames.table(for: model.configuration), json: json)
    }

    /// Runs until every camera has ended, or until the process is asked to stop.
    ///
    /// - Parameters:
    ///   - coordinators: how many there are, to wait for their welcomes before a folder is answered once.
    ///   - start: makes the uplink; nil for an edge on its own.
    func run(coordinators: Int, uplink: Uplink?) async throws {
        let (welcomes, welcome) = AsyncStream.makeStream(of: Void.self)
        var settings = try flags.settings(for: model, cores: cores)
        if watch.hasPage { settings.sightInterval = .milliseconds(437) }  // No multiple of a camera's interval.
        let table = try ClassNames.table(for: model.configuration)
        var results: EdgeResults?
        if let (file, role) = self.results {
            results = try await EdgeResults(file, role: role, table: table, log: watch.log)
        }
        let eye = EdgeWatch(
            settings, payload: "\(try model.payload(flags.payload))", table: table, watch: watch, canary: canary,
            results: results)
        let edge = try await EdgeNode(model.edge, settings: settings, uplink: uplink) { [watch] notice in
            watch.log.notice("\(notice)")
            switch notice {
            case .welcomed, .refused: welcome.yield()
            default: break
            }
        } sink: { [printer, recorder, canary, results] outcome in
            if let results { results.take(outcome) } else { printer.print(outcome) }
            recorder?.record(outcome)
            eye.take(outcome)
            canary?.take(outcome)
        }
        watch.watch(edge, through: eye)
        results?.begin(edge)
        var captured: [Camera: Int] = [:]
        do {
            if flags.stream.once {
                await withTaskGroup(of: Void.self) { group in
                    // Whoever asks for answers once wants the workers' answers, so it waits a little for the coordinators.
                    group.addTask { for await _ in welcomes.prefix(coordinators) {} }
                    group.addTask { try? await Task.sleep(for: .seconds(5)) }
                    await group.next()
                    group.cancelAll()
                }
                try await replay(edge)
            } else {
                captured = try await follow(edge, eye)
            }
        } catch {
            await edge.stop(within: .seconds(5))
            throw error
        }
        await edge.stop(within: .seconds(5))
        await canary?.stop()
        await results?.stop()
        try recorder?.finish()
        try printer.finish(edge.account, captured: captured)
    }

    /// Answers every camera's recording once.
    private func replay(_ edge: EdgeNode) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for camera in cameras {
                group.addTask {
                    let recording = try await CameraRecording(camera, .all)
                    do { try await edge.replay { try await recording.next(for: edge) } } catch {
                        await recording.close()
                        throw error
                    }
                    await recording.close()
                }
            }
            try await group.waitForAll()
        }
    }

    /// Follows every camera until all have ended or the process is asked to stop, and tells how many frames each captured.
    private func follow(_ edge: EdgeNode, _ eye: EdgeWatch) async throws -> [Camera: Int] {
        var readers: [CameraReader] = []
        do {
            for camera in cameras {
                readers.append(
                    try CameraReader(camera, .all, edge: edge) { [watch] notice in
                        if case .lost = notice { watch.log.warning("\(notice)") } else { watch.log.notice("\(notice)") }
                    })
            }
        } catch {
            for reader in readers { reader.stop() }
            for reader in readers { await reader.finished() }
            throw error
        }
        eye.follow(readers)
        await withTaskGroup(of: Void.self) { [readers] group in
            group.addTask { await StopSignal.wait() }
            group.addTask { for reader in readers { await reader.finished() } }
            await group.next()
            for reader in readers { reader.stop() }
            group.cancelAll()
        }
        return Dictionary(uniqueKeysWithValues: readers.map { ($0.camera, $0.course.frames) })
    }

}
