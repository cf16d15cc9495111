/// Something that cannot be replayed.
package struct ReplayError: Error, Equatable, CustomStringConvertible {
    /// What was expected, what was found, and the way out.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
