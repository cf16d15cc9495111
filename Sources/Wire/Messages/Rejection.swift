/// A message could not be used.
package struct Rejection: Equatable, Sendable {
    /// What was wrong.
    package var code: RejectionCode
    /// One line for people.
    package var reason: String

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(code: RejectionCode, reason: String) {
        self.code = code
        self.reason = reason
    }
}
