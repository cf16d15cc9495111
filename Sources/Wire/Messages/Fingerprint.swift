/// What must be equal on both sides for an answer to mean the same.
package struct Fingerprint: Hashable, Sendable {
    /// SHA-256 of the weights, 32 bytes.
    package var weights: [UInt8]
    /// SHA-256 of what the weights do not tell, 32 bytes.
    package var geometry: [UInt8]

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(weights: [UInt8], geometry: [UInt8]) {
        self.weights = weights
        self.geometry = geometry
    }
}
