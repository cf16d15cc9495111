/// Frame 1 of a message: what is said, without payload.
package enum Header: Equatable, Sendable {
    /// An edge or worker introduces itself.
    case hello(Hello)
    /// A coordinator accepts it.
    case welcome(Welcome)
    /// A coordinator does not accept it.
    case refusal(Refusal)
    /// An edge asks for a close look at a frame.
    case focusRequest(FocusRequest)
    /// A worker answers.
    case focusResult(FocusResult)
    /// There will be no answer.
    case focusFailure(FocusFailure)
    /// A worker tells how much it takes.
    case credit(Credit)
    /// The sender lives.
    case heartbeat(Heartbeat)
    /// The answer is no longer wanted.
    case cancel(RequestID)
    /// No more requests, with the reason.
    case drain(String)
    /// The sender leaves, with the reason.
    case goodbye(String)
    /// A message could not be used.
    case rejection(Rejection)
    /// The point of the accuracy/load curve to work at.
    case gear(Gear)
}
