import Edge
import Foundation

/// Cameras that play a recorded trace.
package enum TraceSource {
    /// Reads a trace: each camera shows what it showed, when it showed it.
    ///
    /// - Parameter speedUp: how many times as fast it is played.
    package static func read(_ folder: String, speedUp: Double = 1) throws -> ReplayPlan {
        let path = "\(folder)/\(TraceLine.fileName)"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ReplayError("\(path): it cannot be read; name a folder that `fovea edge --record` has written")
        }
        var pictures: [ReplayPlan.Picture] = []
        var positions: [String: Int] = [:]
        var frames: [String: [(time: Double, picture: Int)]] = [:]
        for (number, text) in text.split(separator: "\n").enumerated() {
            guard let line = try? JSONDecoder().decode(TraceLine.self, from: Data(text.utf8)), line.seconds.isFinite
            else { throw ReplayError("\(path), line \(number + 1): it is no frame of a trace") }
            let position = positions[line.picture] ?? pictures.count
            if position == pictures.count {
                positions[line.picture] = position
                pictures.append(ReplayPlan.Picture(path: "\(folder)/\(line.picture)", label: line.label))
            }
            frames[line.camera, default: []].append((line.seconds, position))
        }
        guard let start = frames.values.joined().map(\.time).min() else {
            throw ReplayError("\(path): there is no frame in it")
        }
        // Lines were written when frames ended, which is not the order in which they came.
        let streams = try frames.sorted { $0.key < $1.key }.map { name, frames in
            let ordered = frames.sorted { $0.time < $1.time }
            return ReplayPlan.Stream(
                try Camera(name), pictures: ordered.map(\.picture), times: ordered.map { .seconds($0.time - start) }
            )
        }
        var plan = ReplayPlan(pictures: pictures, streams: streams)
        plan.speedUp = speedUp
        plan.length = (streams.compactMap { $0.times?.last }.max() ?? .zero) / speedUp
        plan.rate =
            Double(frames.values.joined().count) / max(plan.length / .seconds(1), 1e-3) / Double(streams.count)
        return plan
    }
}
