/// A gear table that cannot be used.
package struct GearError: Error, Equatable, CustomStringConvertible {
    /// The file, what was expected, what was found, and the way out.
    package let description: String

    /// Says what is wrong.
    package init(_ description: String) {
        self.description = description
    }
}
