package import Foundation
import Plots

/// An evaluation as one page for people: the paper's figures and tables, drawn from one's own pictures, in a single file
/// that fetches nothing.
package struct EvaluationPage {
    private let report: EvaluationReport

    /// Makes the page of a report.
    package init(_ report: EvaluationReport) {
        self.report = report
    }

    /// The whole page as HTML.
    package func html() throws -> Data {
        let script = try PlotPage.resource("evaluation", "js", in: .module)
        return try PlotPage(title: "Fovea evaluation", script: script).html(report)
    }
}
