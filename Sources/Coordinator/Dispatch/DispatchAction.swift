package import Wire

/// Something that a coordinator is to do, in the order given.
package enum DispatchAction: Equatable, Sendable {
    /// Keep the payload frames of the message at hand under its request's id.
    case hold(RequestID)
    /// Send this header to a worker, followed by the payload kept for its request, which stays kept.
    case dispatch(FocusRequest, to: Peer)
    /// Send the message at hand on, all frames as they are.
    case forward(to: Peer)
    /// Send a header alone.
    case send(Header, to: Peer)
    /// Let go of the payload kept for the request.
    case release(RequestID)
}
