/// The gear in force and why.
package struct GearState: Codable, Equatable, Sendable {
    /// Its number in the gear table.
    package var gear: Int
    /// The exit threshold it asks of edges.
    package var threshold: Double
    /// The side it asks for: of the region, or of LookupViT's compressed grid.
    package var side: Int
    /// Why it is in force, one line.
    package var reason: String

    /// Makes the state.
    package init(gear: Int, threshold: Double, side: Int, reason: String) {
        (self.gear, self.threshold, self.side, self.reason) = (gear, threshold, side, reason)
    }
}
