/// A setting that an edge cannot be run with.
package struct EdgeError: Error, Equatable, CustomStringConvertible {
    /// What was expected, what was found, and the way out.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
