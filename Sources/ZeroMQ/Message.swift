import DequeModule

/// The frames of one message, in order; owns them, moves them, copies none.
package struct Message: ~Copyable, Sendable {
    private var frames: UniqueDeque<Frame>

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

    /// Another owner of the same frames; see `Frame.shared()`.
    package borrowing func shared() -> Message {
        var other = Message()
        for index in 0..<frames.count { other.append(frames[index].shared()) }
        return other
    }
}
