package import Foundation

/// The names of a model's classes: index, WordNet id and label, one class a line, separated by tabs.
package struct ClassTable: Sendable {
    /// One class.
    package struct Entry: Sendable {
        /// The WordNet id, for example `n02123045`.
        package let wordNet: String
        /// The label for people, for example "tabby".
        package let label: String
    }

    private let entries: [Entry]
    private let indices: [String: Int]

    /// Reads a table.
    ///
    /// - Throws: `ClassTableError` that names the file and the line.
    package init(_ url: URL = BundledModel.classes) throws {
        let text: String
        do {
            text = try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw ClassTableError(description: "\(url.relativePath) cannot be read as a table of classes")
        }
        var entries: [Entry] = []
        var indices: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 3, Int(fields[0]) == entries.count else {
                throw ClassTableError(
                    description: """
                        \(url.relativePath), line \(entries.count + 1): expected index \(entries.count), a WordNet id and a label, \
                        separated by tabs; found "\(line)"
                        """
                )
            }
            for name in fields[1...] where indices[name.lowercased()] == nil {
                indices[name.lowercased()] = entries.count
            }
            entries.append(Entry(wordNet: String(fields[1]), label: String(fields[2])))
        }
        self.entries = entries
        self.indices = indices
    }

    /// A table without names, for a model whose classes nobody has named.
    package static let unnamed = ClassTable(entries: [], indices: [:])

    private init(entries: [Entry], indices: [String: Int]) {
        self.entries = entries
        self.indices = indices
    }

    /// How many classes there are.
    package var count: Int { entries.count }

    /// The label of a class; a class that the table does not know is called by its index.
    package func label(_ index: Int) -> String {
        entries.indices.contains(index) ? entries[index].label : "class \(index)"
    }

    /// The class of a folder's name: an index, a WordNet id or a label.
    package func index(named name: String) -> Int? {
        if let index = Int(name) { return index }
        return indices[name.lowercased()] ?? indices[name.replacing("_", with: " ").lowercased()]
    }
}

/// A table of classes that cannot be used.
package struct ClassTableError: Error, CustomStringConvertible {
    /// The file, the line and what was expected.
    package let description: String
}
