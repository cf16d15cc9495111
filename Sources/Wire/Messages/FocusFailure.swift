/// No answer will come for a request; from a worker it returns the credit.
package struct FocusFailure: Equatable, Sendable {
    /// Names the request.
    package var id: RequestID
    /// Why.
    package var code: FailureCode
    /// One line for people.
    package var reason: String

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(id: RequestID, code: FailureCode, reason: String = "") {
        self.id = id
        self.code = code
        self.reason = reason
    }
}
