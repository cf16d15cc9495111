package import BundledModel
import Cascade
import Edge
import Evaluation
import Foundation

/// Cameras that show folders of pictures.
package enum FolderSource {
    /// Cameras that share one folder, each beginning at a place of its own; named `camera-1`, `camera-2`, ...
    ///
    /// - Parameters:
    ///   - classes: the model's classes, whose names make the folder a labelled one (as `fovea eval` reads it).
    ///   - count: how many classes there are.
    package static func shared(
        _ folder: String, cameras: Int, classes: ClassTable, count: Int
    ) throws -> ReplayPlan {
        let pictures = try list(folder, classes, count)
        let all = Array(pictures.indices)
        let streams = try (0..<cameras).map { camera in
            ReplayPlan.Stream(
                try Camera("camera-\(camera + 1)"), pictures: all, first: camera * pictures.count / cameras)
        }
        return ReplayPlan(pictures: pictures, streams: streams)
    }

    /// A camera for each folder in a folder, named after it; more cameras than folders begin with the first one again.
    ///
    /// - Parameter cameras: how many; nil for one a folder.
    package static func each(
        _ folder: String, cameras: Int?, classes: ClassTable, count: Int
    ) throws -> ReplayPlan {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let folders = names.filter { !$0.hasPrefix(".") && PictureFiles.isFolder("\(folder)/\($0)") }.sorted()
        guard !folders.isEmpty else {
            throw ReplayError("\(folder): no folders in it; expected one a camera, with pictures")
        }
        var pictures: [ReplayPlan.Picture] = []
        let shown = try folders.map { name in
            let first = pictures.count
            pictures += try list("\(folder)/\(name)", classes, count)
            return Array(first..<pictures.count)
        }
        let streams = try (0..<(cameras ?? folders.count)).map { camera in
            let (round, place) = camera.quotientAndRemainder(dividingBy: folders.count)
            let name = round == 0 ? folders[place] : "\(folders[place])-\(round + 1)"
            // Rounds are the same pictures again, so they begin elsewhere.
            return ReplayPlan.Stream(try Camera(name), pictures: shown[place], first: round)
        }
        return ReplayPlan(pictures: pictures, streams: streams)
    }

    private static func list(_ folder: String, _ classes: ClassTable, _ count: Int) throws -> [ReplayPlan.Picture] {
        guard PictureFiles.isFolder(folder) else {
            throw ReplayError("\(folder): no such folder; name one with JPEG or PNG files in it")
        }
        if let labelled = try? LabelledFolder(folder, classes: classes, count: count) {
            return labelled.pictures.map { ReplayPlan.Picture(path: $0.path, label: $0.label) }
        }
        return try PictureFiles.list([folder]).map { ReplayPlan.Picture(path: $0) }
    }
}
