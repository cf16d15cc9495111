import Images
import Threads

/// Keeps the pictures of results, each with the result beside it, in a bounded folder.
package final class SnapshotSink: Sink {
    private let pool: ComputePool<SnapshotFolder>

    /// Opens the folder.
    ///
    /// - Throws: an error that names the folder where it cannot be used, `ThreadError`.
    package init(_ settings: SnapshotSettings) async throws {
        pool = try await ComputePool(name: "fovea snapshots", threads: 1) { try SnapshotFolder(settings) }
    }

    package func deliver(_ results: [DeliveredResult]) async -> Delivery {
        for (index, result) in results.enumerated() where !result.picture.isEmpty {
            do {
                try await pool.run { folder in try folder.keep(result) }
            } catch let error as PictureError {
                return .refused(after: index, reason: "its picture: \(error)")
            } catch {
                return .failed(after: index, reason: "\(error)")
            }
        }
        return .delivered
    }

    package func stop() async {
        await pool.shutdown()
    }
}
