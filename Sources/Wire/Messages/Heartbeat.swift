/// The sender lives.
package struct Heartbeat: Equatable, Sendable {
    /// Counts the sender's heartbeats on this connection from 1.
    package var sequence: UInt64
    /// The last sequence received, 0 before the first.
    package var echo: UInt64
    /// The sender's load.
    package var load: Load
    /// Frames that an edge looked at since it started; 0 where that is not told.
    package var frames: Int

    /// Makes the value; bounds are checked when it is read from the network, see `Bounds`.
    package init(sequence: UInt64, echo: UInt64 = 0, load: Load = Load(), frames: Int = 0) {
        self.sequence = sequence
        self.echo = echo
        self.load = load
        self.frames = frames
    }
}
