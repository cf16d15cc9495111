/// A coordinator does not accept a hello.
package struct Refusal: Equatable, Sendable {
    /// Why.
    package var code: RefusalCode
    /// One line for people.
    package var reason: String
    /// When to try again; zero: not before something changes.
    package var retry: Duration

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(code: RefusalCode, reason: String, retry: Duration = .zero) {
        self.code = code
        self.reason = reason
        self.retry = retry
    }
}
