package import Foundation
import Plots

/// Reports as one page for people: plots and tables in a single file that fetches nothing.
package struct ReportPage {
    private let reports: [Named]

    private struct Named: Encodable {
        let name: String
        let report: ReplayReport
    }

    /// Makes the page of one report.
    package init(_ report: ReplayReport) {
        reports = [Named(name: "Load test", report: report)]
    }

    /// Makes a page that sets two reports side by side.
    package init(
        comparing first: (name: String, report: ReplayReport), with second: (name: String, report: ReplayReport)
    ) {
        reports = [first, second].map { Named(name: $0.name, report: $0.report) }
    }

    /// The whole page as HTML.
    package func html() throws -> Data {
        let script = try PlotPage.resource("report", "js", in: .module)
        return try PlotPage(title: "Fovea load test", script: script).html(reports)
    }
}
