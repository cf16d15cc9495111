package import Foundation

/// A hard frame as the page's wall shows it.
package struct WallFrame: Encodable, Sendable {
    /// Counts the frames of the wall; names the picture.
    package internal(set) var id = 0
    /// The camera.
    package var camera: String
    /// The frame's number at its camera.
    package var frame: UInt64
    /// How it ended.
    package var outcome: String
    /// Why, where the outcome has a reason.
    package var reason: String?
    /// From when it was scheduled until its final answer.
    package var milliseconds: Double
    /// Who looked closely.
    package var worker: String?
    /// The grid's side in cells.
    package var grid: Int
    /// The class attention of each cell, row-major.
    package var attention: [Float]
    /// The window in cells; nil where there is none.
    package var window: Window?
    /// The cells seen at full resolution.
    package var kept: [Int]
    /// What localization said.
    package var glance: Verdict?
    /// What focus said; nil where it did not.
    package var focus: Verdict?
    /// The square that the model saw, as JPEG.
    package var picture: Data

    /// A square of cells.
    package struct Window: Encodable, Sendable {
        /// The top row.
        package var row: Int
        /// The left column.
        package var column: Int
        /// Cells on a side.
        package var side: Int

        /// Places a window.
        package init(row: Int, column: Int, side: Int) {
            (self.row, self.column, self.side) = (row, column, side)
        }
    }

    /// What a stage said.
    package struct Verdict: Encodable, Sendable {
        /// The class in words.
        package var label: String
        /// The highest probability.
        package var confidence: Float

        /// Makes a verdict.
        package init(label: String, confidence: Float) {
            (self.label, self.confidence) = (label, confidence)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, camera, frame, outcome, reason, milliseconds, worker, grid, attention, window, kept, glance, focus
    }

    /// Puts a frame together; the wall numbers it.
    package init(
        camera: String, frame: UInt64, outcome: String, reason: String?, milliseconds: Double, worker: String?,
        grid: Int, attention: [Float], window: Window?, kept: [Int], glance: Verdict?, focus: Verdict?, picture: Data
    ) {
        (self.camera, self.frame, self.outcome, self.reason) = (camera, frame, outcome, reason)
        (self.milliseconds, self.worker, self.grid) = (milliseconds, worker, grid)
        (self.attention, self.window, self.kept) = (attention, window, kept)
        (self.glance, self.focus, self.picture) = (glance, focus, picture)
    }
}
