import BundledModel
import Cascade
import HeatMaps
import Images
import LFViT

/// LF-ViT and CF-ViT on one compute thread: the same picture, selected both ways.
final class SelectionPair {
    /// What both said of a picture.
    struct Comparison: Sendable {
        /// Whether LF-ViT's glance sufficed.
        let isEasy: Bool
        /// The classes that both answered.
        let classes: [Int]
        /// The picture as a row of the figure.
        let row: SelectionFigure.Row
    }

    private let own: Way
    private let other: Way
    private let table: ClassTable

    /// One way to select, compiled.
    private struct Way {
        let name: String
        let model: LFViTModel
        let settings: CascadeSettings
        let cascade: FrameCascade

        init(_ name: String, _ model: LFViTModel, _ settings: CascadeSettings, crop: Double?) throws {
            (self.name, self.model, self.settings) = (name, model, settings)
            cascade = try FrameCascade(model, settings: settings, crop: crop)
        }
    }

    /// Compiles both on the calling thread.
    init(
        _ model: LFViTModel, _ settings: CascadeSettings, other: LFViTModel, table: ClassTable, crop: Double?
    ) throws {
        own = try Way("LF-ViT", model, settings, crop: crop)
        var scattered = settings
        (scattered.regionRule, scattered.alpha) = (.scattered, CascadeSettings.scatteredAlpha)
        self.other = try Way("CF-ViT", other, scattered, crop: crop)
        self.table = table
    }

    /// Looks at a picture both ways.
    func compare(file: String, label: Int?) throws(PictureError) -> Comparison {
        let answers = (try own.cascade.answer(file: file), try other.cascade.answer(file: file))
        let glance = answers.0.localization ?? answers.0.answer
        return Comparison(
            isEasy: answers.0.stage == .localization,
            classes: [answers.0.answer.best.index, answers.1.answer.best.index],
            row: SelectionFigure.Row(
                caption: file.split(separator: "/").last.map(String.init) ?? file,
                note: label.map(table.label) ?? "", pixels: own.cascade.frame.square.bytes(),
                grid: own.model.geometry.grid, classAttention: own.cascade.classAttention,
                glance: "glance: \(told(glance))", selections: [selection(own, answers.0), selection(other, answers.1)]
            ))
    }

    private func selection(_ way: Way, _ answer: FrameAnswer) -> SelectionFigure.Selection {
        let geometry = way.model.geometry
        guard answer.stage == .focus else {
            let work = Work.localization(geometry).gmacs
            return SelectionFigure.Selection(
                caption: "\(way.name): the glance sufficed", note: "\(Table.number(work, 2)) GMACs",
                choice: RegionChoice(window: nil, kept: []))
        }
        let window = answer.region.map { CellWindow(row: $0.row, column: $0.column, side: $0.side) }
        let kept = way.cascade.selection.kept
        let extent = window.map { "\($0.side) × \($0.side)" } ?? "\(geometry.cells)"
        let focus = Work.focus(geometry, way.settings)
        let gmacs = Work.localization(geometry).gmacs + focus.gmacs
        return SelectionFigure.Selection(
            caption: "\(way.name): \(kept.count) of \(extent) cells",
            note: "\(told(answer.answer)); \(Table.number(gmacs, 2)) GMACs",
            choice: RegionChoice(window: window, kept: kept))
    }

    private func told(_ answer: Answer) -> String {
        "\(table.label(answer.best.index)) \(Table.number(Double(answer.best.confidence), 2))"
    }
}
