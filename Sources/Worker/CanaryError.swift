/// A worker that does not answer the known picture as it must: it never becomes ready.
package struct CanaryError: Error, CustomStringConvertible {
    /// What was expected, what was found, and the way out.
    package let description: String
}
