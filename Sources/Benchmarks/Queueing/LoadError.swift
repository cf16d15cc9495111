/// A load that could not be run to its end.
struct LoadError: Error, CustomStringConvertible {
    /// One line for people.
    let description: String

    /// Says what went wrong.
    init(_ description: String) { self.description = description }
}
