package import Foundation

/// A page for people in a single file that fetches nothing: what it tells of as JSON, and a script that draws it with the
/// functions of `plots.js`.
///
/// When all is drawn, the root element says `data-state="drawn"`; script errors stand in its `data-errors`. Each plot
/// names itself in `data-plot` and counts its marks in `data-marks`.
package struct PlotPage {
    /// The page's title.
    package let title: String
    /// The script; `data` holds what was encoded, `page` is the element to draw into.
    package let script: String

    /// Makes a page of a title and a script.
    package init(title: String, script: String) {
        self.title = title
        self.script = script
    }

    /// The whole page as HTML.
    ///
    /// - Throws: what encoding throws, for example of a number that JSON does not know.
    package func html(_ data: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Inside a script element only "</" and "<!--" could end the data.
        let encoded = String(decoding: try encoder.encode(data), as: UTF8.self)
            .replacingOccurrences(of: "<", with: "\\u003c")
        // The data comes last: whatever it says, nothing in it is replaced.
        let html = try PlotPage.resource("page", "html", in: .module)
            .replacingOccurrences(of: "/*TITLE*/", with: title)
            .replacingOccurrences(of: "/*PLOTS*/", with: PlotPage.resource("plots", "js", in: .module))
            .replacingOccurrences(of: "/*SCRIPT*/", with: script)
            .replacingOccurrences(of: "/*DATA*/", with: encoded)
        return Data(html.utf8)
    }

    /// The text of a file that a target carries along in its `Resources`.
    package static func resource(_ name: String, _ type: String, in bundle: Bundle) throws -> String {
        guard let url = bundle.url(forResource: name, withExtension: type, subdirectory: "Resources") else {
            preconditionFailure("the installation is incomplete: \(name).\(type) is missing beside the executable")
        }
        return try String(contentsOf: url, encoding: .utf8)
    }
}
