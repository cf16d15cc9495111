package import Cameras
import Edge
import Images
import Threads

/// Cameras that show a video file.
package enum ClipSource {
    /// The most bytes of pictures that are kept.
    private static let limit = 2 << 30

    /// Cameras that share one video, each beginning at a place of its own; named `camera-1`, `camera-2`, ...
    ///
    /// The video is read once, before the run, at the rate at which the cameras will show it: the load test then measures
    /// the cluster and no decoder. Frames that are no JPEG become one, of quality 95 with full chroma.
    ///
    /// - Parameter rate: frames of a second of video; the plan's usual where nil.
    /// - Throws: `CameraError`, and `ReplayError` where the pictures would not fit into memory.
    package static func shared(
        _ clip: VideoAddress, cameras: Int, rate: Double?, _ opener: StreamOpener
    ) async throws -> ReplayPlan {
        var plan = ReplayPlan(pictures: [], streams: [])
        var settings = CameraSettings(try Camera("clip"), .video(clip))
        settings.rate = rate ?? plan.rate
        let recording = try await CameraRecording(settings, opener)
        do { plan.pictures = try await pictures(recording, clip) } catch {
            await recording.close()
            throw error
        }
        await recording.close()
        let all = Array(plan.pictures.indices)
        guard !all.isEmpty else { throw ReplayError("\(clip): there is no frame in it") }
        plan.streams = try (0..<cameras).map { camera in
            ReplayPlan.Stream(try Camera("camera-\(camera + 1)"), pictures: all, first: camera * all.count / cameras)
        }
        return plan
    }

    private static func pictures(
        _ recording: CameraRecording, _ clip: VideoAddress
    ) async throws -> [ReplayPlan.Picture] {
        let encoders = try await ComputePool(name: "fovea clip", threads: 1) { JPEGEncoder() }
        var (pictures, bytes): ([ReplayPlan.Picture], Int) = ([], 0)
        do {
            while let frame = try await recording.next(skip: { _ in }) {
                var file: [UInt8]
                switch frame.picture {
                case .bytes(let bytes): file = bytes
                case .pixels(let shared):
                    file = try await encoders.run { encoder in try encoder.encode(shared.picture, quality: 95) }
                case .file, .glanced: continue
                }
                bytes += file.count
                guard bytes <= limit else {
                    throw ReplayError(
                        "\(clip): its pictures have more than \(limit >> 30) GB at this rate; cut it, or lower --fps")
                }
                pictures.append(ReplayPlan.Picture(path: "\(clip)#\(frame.number)", content: .bytes(file)))
            }
        } catch {
            await encoders.shutdown()
            throw error
        }
        await encoders.shutdown()
        return pictures
    }
}
