/// The point of the accuracy/load curve that a coordinator asks its edges to work at.
package struct Gear: Equatable, Sendable {
    /// Rises with every change; older ones are ignored.
    package var revision: UInt64
    /// Number in the gear table, 1 to 255.
    package var number: Int
    /// Exit threshold, 0 to 1.
    package var threshold: Float
    /// Side of the region in cells.
    package var regionSide: Int
    /// Which payload to send; nil leaves it to the edge.
    package var payload: PayloadKind?
    /// The load that led to it.
    package var load: Load

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(
        revision: UInt64,
        number: Int,
        threshold: Float,
        regionSide: Int,
        payload: PayloadKind? = nil,
        load: Load = Load()
    ) {
        self.revision = revision
        self.number = number
        self.threshold = threshold
        self.regionSide = regionSide
        self.payload = payload
        self.load = load
    }
}
