/// How much may be at a worker unanswered; absolute, so a repeated or lost announcement does no harm.
package struct Credit: Hashable, Sendable {
    /// Requests; 0 pauses the worker.
    package var items: Int
    /// Sum of their payload bytes.
    package var bytes: Int

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(items: Int, bytes: Int) {
        self.items = items
        self.bytes = bytes
    }
}
