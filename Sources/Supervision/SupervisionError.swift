/// What a service manager handed over and cannot be used, or a notice that nobody takes.
package struct SupervisionError: Error, CustomStringConvertible {
    /// What was found and what was expected.
    package let description: String
}
