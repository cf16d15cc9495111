package import Edge

/// Whether every frame was accounted for at every instant that was looked at.
package struct ConservationCheck: Codable, Equatable, Sendable {
    /// How often the edge's account was looked at.
    package private(set) var samples = 0
    /// How often it did not add up.
    package private(set) var broken = 0
    /// Whether the closing account added up with nothing in flight.
    package private(set) var isClosed = false

    /// Opens a check.
    package init() {}

    /// Whether all accounts added up, the closing one with nothing in flight.
    package var holds: Bool { broken == 0 && isClosed }

    /// Looks at a running account.
    package mutating func sample(_ account: FrameAccount) {
        samples += 1
        if !account.isBalanced { broken += 1 }
    }

    /// Looks at the closing account.
    ///
    /// - Parameter told: how many frames' final outcomes came to the sink.
    package mutating func close(_ account: FrameAccount, told: Int) {
        sample(account)
        isClosed = account.isBalanced && account.inFlight == 0 && account.total.offered == told
    }
}
