import DequeModule

/// The frames of one message, in order; owns them, moves them, copies none.
///
/// A loop that keeps one message and fills it again and again allocates nothing: `removeAll()` leaves its frames' places
/// for `Socket.receive(into:)`, `append(from:)` and the like.
package struct Message: ~Copyable, Sendable {
    private var frames: UniqueDeque<Frame>
    /// Empty frames to be used again.
    private var spare = UniqueDeque<Frame>()

    /// Makes a message without frames.
    package init() {
        frames = UniqueDeque()
    }

    /// Makes a message of one frame.
    package init(_ frame: consuming Frame) {
        frames = UniqueDeque()
        frames.append(frame)
    }

    /// The number of frames.
    package var count: Int { frames.count }

    /// Whether there is no frame.
    package var isEmpty: Bool { frames.isEmpty }

    /// The bytes of all frames together.
    package var byteCount: Int {
        var sum = 0
        for index in 0..<frames.count { sum += frames[index].byteCount }
        return sum
    }

    /// A frame, to look at.
    package subscript(index: Int) -> Frame {
        _read { yield frames[index] }
    }

    /// Adds a frame at the end.
    package mutating func append(_ frame: consuming Frame) {
        frames.append(frame)
    }

    /// Adds a frame before all others.
    package mutating func prepend(_ frame: consuming Frame) {
        frames.prepend(frame)
    }

    /// Takes the first frame out; nil when there is none.
    package mutating func takeFirst() -> Frame? {
        frames.popFirst()
    }

    /// Empties the message; the places of its frames stay.
    package mutating func removeAll() {
        while let frame = frames.popFirst() { keep(frame) }
    }

    /// Adds a frame with the contents of another message's, which is empty then.
    package mutating func append(movedFrom other: borrowing Frame) {
        let frame = place()
        frame.take(from: other)
        frames.append(frame)
    }

    /// Adds a frame that shares the bytes of another; see `Frame.shared()`.
    package mutating func append(sharedWith other: borrowing Frame) {
        let frame = place()
        frame.share(from: other)
        frames.append(frame)
    }

    /// Adds a frame of `byteCount` bytes that the closure writes.
    package mutating func append(byteCount: Int, initializingWith write: (UnsafeMutableRawBufferPointer) -> Void) {
        let frame = place()
        frame.refill(byteCount: byteCount, with: write)
        frames.append(frame)
    }

    /// An empty frame, one that was used before if there is one.
    mutating func place() -> Frame {
        spare.popLast() ?? Frame()
    }

    /// Takes back what `place()` gave.
    mutating func keep(_ frame: consuming Frame) {
        frame.empty()
        spare.append(frame)
    }

    /// Another owner of the same frames; see `Frame.shared()`.
    package borrowing func shared() -> Message {
        var other = Message()
        for index in 0..<frames.count { other.append(frames[index].shared()) }
        return other
    }
}
