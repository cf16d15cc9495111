/// The gear in force and why.
package struct GearState: Codable, Equatable, Sendable {
    /// Its number in the gear table.
    package var gear: Int
    /// The exit threshold it asks of edges.
    package var threshold: Double
    /// Why it is in force, one line.
    package var reason: String

    /// Makes the state.
    package init(gear: Int, threshold: Double, reason: String) {
        (self.gear, self.threshold, self.reason) = (gear, threshold, reason)
    }
}
