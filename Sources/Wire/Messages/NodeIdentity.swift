/// Who a node is: its stable name, and which start of it.
package struct NodeIdentity: Hashable, Sendable {
    /// Unique in the fleet, 1 to 64 bytes.
    package var name: String
    /// Drawn at random at each start, never 0.
    package var incarnation: UInt64

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(name: String, incarnation: UInt64) {
        self.name = name
        self.incarnation = incarnation
    }
}
