package import Wire

/// Something that happened to a coordinator.
package enum DispatchEvent: Sendable {
    /// A valid message came; a request's payload frames are as it describes them.
    case message(Header, from: Peer)
    /// A message came that could not be used.
    case unusable(Rejection, from: Peer)
    /// The connection closed, or the peer could not be sent to.
    case lost(Peer)
    /// The operator asked the coordinator to stop.
    case stop
    /// Time passed; comes at least every tenth of a second.
    case tick
}
