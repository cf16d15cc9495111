import BundledModel
import Cascade
import HeatMaps
import Images
import LFViT

/// Turns what a cascade holds of its last frame into sheets.
struct Drawing {
    let model: LFViTModel
    let settings: CascadeSettings
    let cascade: FrameCascade
    let table: ClassTable
    let title: String

    /// The sheet of one frame: photograph, class attention, window and both answers.
    func sheet(_ answer: FrameAnswer) throws(HeatMapError) -> Picture {
        let focused = answer.stage == .focus
        return try HeatMapDrawing(
            title: title, grid: model.geometry.grid, classAttention: cascade.classAttention,
            region: answer.region.map(window), kept: focused ? cascade.selection.kept : [],
            localization: labelled(answer.localization ?? answer.answer),
            focus: focused ? labelled(answer.answer) : nil
        ).sheet(of: cascade.frame.square)
    }

    /// The figure of what several rules choose in one frame, side by side.
    func figure(_ rules: [RegionRule], number: UInt64) throws(HeatMapError) -> Picture {
        var panels: [RegionFigure.Panel] = []
        for rule in rules {
            var settings = settings
            settings.regionRule = rule
            if rule == .scattered { settings.alpha = CascadeSettings.scatteredAlpha }
            let selection = cascade.selection(settings, number: number)
            panels.append(
                RegionFigure.Panel(
                    caption: rule.rawValue, window: selection.region.map(window), kept: selection.kept
                )
            )
        }
        return try RegionFigure(title: title, grid: model.geometry.grid, panels: panels)
            .sheet(of: cascade.frame.square)
    }

    private func window(_ region: Region) -> CellWindow {
        CellWindow(row: region.row, column: region.column, side: region.side)
    }

    private func labelled(_ answer: Answer) -> LabelledAnswer {
        LabelledAnswer(label: table.label(answer.best.index), confidence: answer.best.confidence)
    }
}
