/// Why a coordinator does not accept a hello.
package enum RefusalCode: UInt32, CaseIterable, Sendable {
    /// The version of the protocol is not spoken here.
    case unsupportedVersion = 1
    /// The weights differ from the fleet's.
    case otherWeights
    /// The geometry differs from the fleet's.
    case otherGeometry
    /// The credit in bytes cannot hold one largest request.
    case creditTooSmall
    /// A live node uses the name.
    case duplicateNode
    /// The coordinator is about to stop.
    case draining
    /// The coordinator serves as many peers as it may.
    case tooManyPeers
    /// The role is not served on this endpoint.
    case wrongRole
}
