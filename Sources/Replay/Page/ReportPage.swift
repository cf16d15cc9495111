package import Foundation

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
        guard let url = Bundle.module.url(forResource: "report", withExtension: "html", subdirectory: "Resources")
        else {
            preconditionFailure("the installation is incomplete: report.html is missing beside the executable")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Inside a script element only "</" and "<!--" could end the data.
        let data = String(decoding: try encoder.encode(reports), as: UTF8.self)
            .replacingOccurrences(of: "<", with: "\\u003c")
        let template = try String(contentsOf: url, encoding: .utf8)
        return Data(template.replacingOccurrences(of: "/*REPORTS*/", with: data).utf8)
    }
}
