package import Edge
import Threads

/// A recording that is read as fast as its frames are asked for, on a thread of its own.
///
/// The gate decides by the recording's own clock. One task asks; the owner calls `close` once, last.
package final class CameraRecording: Sendable {
    private let settings: CameraSettings
    private let patience: Patience
    private let thread: ComputePool<OpenRecording>

    /// Opens it.
    ///
    /// - Throws: `CameraError`; of kind `unusable` where it is no recording.
    package init(_ settings: CameraSettings, _ opener: StreamOpener) async throws {
        guard !settings.address.isLive || settings.address == .standardInput else {
            throw CameraError(
                .unusable, "\(settings.address) is live and has no end; a recording is a folder, a video file or -")
        }
        let patience = Patience()
        (self.settings, self.patience) = (settings, patience)
        thread = try await ComputePool(name: "\(settings.camera)", threads: 1) {
            OpenRecording(source: try opener.open(settings, isPaced: false, patience), gate: settings.gate)
        }
    }

    /// The next frame to be offered, due now; nil at the end. Tells the edge of those that are skipped on the way.
    ///
    /// - Throws: `CameraError`.
    package func next(for edge: EdgeNode) async throws -> OfferedFrame? {
        try await next { [camera = settings.camera] reason in edge.skip(camera, reason) }
    }

    /// The next frame to be offered, due now; nil at the end.
    ///
    /// - Parameter skip: told of every frame that is skipped on the way, on the recording's thread.
    /// - Throws: `CameraError`.
    package func next(skip: @escaping @Sendable (SkipReason) -> Void) async throws -> OfferedFrame? {
        let camera = settings.camera
        return try await thread.run { recording in try recording.next(of: camera, skip: skip) }
    }

    /// Lets go of it.
    package func close() async {
        patience.stop()
        await thread.shutdown()
    }
}

/// What belongs to the recording's thread.
private struct OpenRecording {
    let source: any FrameSource
    var gate: FrameGate
    var number: UInt64 = 0

    mutating func next(of camera: Camera, skip: (SkipReason) -> Void) throws -> OfferedFrame? {
        while let time = try source.advance() {
            defer { number += 1 }
            if let reason = gate.decide(at: time, luma: source.luma) {
                skip(reason)
            } else if let picture = try? source.picture() {
                return OfferedFrame(camera: camera, number: number, picture: picture, name: source.name)
            } else {
                skip(.unreadable)
            }
        }
        return nil
    }
}
