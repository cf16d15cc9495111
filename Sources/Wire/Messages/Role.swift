/// What a node is for.
package enum Role: UInt32, CaseIterable, Sendable {
    /// Sends requests.
    case edge = 1
    /// Answers them.
    case worker
}
