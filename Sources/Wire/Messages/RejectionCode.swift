/// What was wrong with a message.
package enum RejectionCode: UInt32, CaseIterable, Sendable {
    /// Not an envelope with a body, or too large a header.
    case malformed = 1
    /// A field is out of bounds.
    case outOfBounds
    /// The payload frames differ from their description.
    case wrongFrames
    /// The sender must say hello (again) first.
    case helloFirst
    /// The message is not for the receiver or not from this role.
    case unexpected
    /// The version is not spoken here.
    case unsupportedVersion
}
