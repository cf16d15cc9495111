import BundledModel
import Cascade
import Evaluation
import Foundation
import HeatMaps
import Images
import LFViT
import Randomness
import Threads

/// Fills a figure with easy and hard pictures, drawn from those that were named.
struct SelectionGallery {
    let flags: FigureFlags
    let run: RunFlags

    /// Draws the figure; returns how many pictures could not be read.
    func draw(_ paths: [String], _ model: LFViTModel, table: ClassTable, to file: String) async throws -> Int {
        let other = try flags.otherModel(model)
        let settings = try run.cascade.settings(for: model.configuration)
        let crop = run.crop
        var pictures = try pictures(paths, model, table)
        var random = SeededGenerator(seed: flags.seed)
        pictures.shuffle(using: &random)
        var (easy, hard): ([SelectionFigure.Row], [SelectionFigure.Row]) = ([], [])
        var failed = 0
        let (drawn, rows, right) = (pictures, flags.rows, flags.right)
        let threads = run.threadCount(for: pictures.count)
        try await ComputePool.lent(name: "figure", threads: threads) {
            try SelectionPair(model, settings, other: other, table: table, crop: crop)
        } to: { pool in
            var next = 0
            while next < drawn.count, easy.count < rows || hard.count < rows {
                let part = Array(drawn[next..<min(next + 8 * threads, drawn.count)])
                next += part.count
                var emitted = 0
                try await pool.inOrder(part) { pair, picture -> Result<SelectionPair.Comparison, PictureError> in
                    do throws(PictureError) {
                        return .success(try pair.compare(file: picture.path, label: picture.label))
                    } catch {
                        return .failure(error)
                    }
                } emit: { result in
                    let picture = part[emitted]
                    emitted += 1
                    switch result {
                    case .success(let found):
                        if right, found.classes.contains(where: { $0 != picture.label }) { return }
                        if found.isEasy, easy.count < rows { easy.append(found.row) }
                        if !found.isEasy, hard.count < rows { hard.append(found.row) }
                    case .failure(let error):
                        Output.problem("\(picture.path): \(error)")
                        failed += 1
                    }
                }
            }
        }
        let figure = try SelectionFigure(
            title: "What focus looks at",
            groups: [
                .init(heading: "Easy: the glance is sure at \(settings.threshold)", rows: easy),
                .init(heading: "Hard: a closer look at the outlined cells, but for the hatched", rows: hard),
            ])
        guard !figure.groups.isEmpty else { throw GalleryError(isRight: right) }
        try PNGEncoder().encode(try figure.sheet(), file: file)
        return failed
    }

    /// The pictures to draw from, with labels where only right answers are wanted.
    private func pictures(
        _ paths: [String], _ model: LFViTModel, _ table: ClassTable
    ) throws -> [(path: String, label: Int?)] {
        guard flags.right else { return try PictureFiles.list(paths).map { ($0, nil) } }
        return try paths.flatMap { path in
            try LabelledFolder(path, classes: table, count: model.geometry.classes).pictures
                .map { ($0.path, Optional($0.label)) }
        }
    }
}

/// A figure without pictures.
struct GalleryError: Error, CustomStringConvertible {
    let isRight: Bool

    var description: String {
        isRight
            ? "no picture was answered rightly both ways; leave --right out to see wrong answers too"
            : "no picture could be read, so there is no figure"
    }
}
