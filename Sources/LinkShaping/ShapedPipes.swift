import Glibc
import NIOCore
import Synchronization

/// All connections of a link, and the state that they share.
///
/// The link has one event loop; everything but the byte counts happens on it.
///
/// `@unchecked Sendable`: the fields below `eventLoopState` are touched on the link's only event loop alone.
final class ShapedPipes: @unchecked Sendable {
    private let forwardBytes = Atomic<Int>(0)
    private let backwardBytes = Atomic<Int>(0)

    // eventLoopState
    private var conditions: LinkConditions
    private var state = ShapedLink.State.open
    private var random: UInt64
    private var ends: [ObjectIdentifier: ShapedEnd] = [:]

    init(_ conditions: LinkConditions, seed: UInt64) {
        self.conditions = conditions
        random = seed
    }

    var byteCounts: (forward: Int, backward: Int) {
        (forwardBytes.load(ordering: .relaxed), backwardBytes.load(ordering: .relaxed))
    }

    /// Joins two connections; what one reads the other writes, later.
    func join(_ near: any Channel, _ far: any Channel) throws {
        guard state != .cut else {
            near.reset()
            far.reset()
            return
        }
        let (forward, backward) = (end(far, isForward: true), end(near, isForward: false))
        try near.pipeline.syncOperations.addHandler(forward)
        try far.pipeline.syncOperations.addHandler(backward)
    }

    func become(_ state: ShapedLink.State) {
        self.state = state
        for end in ends.values { end.become(state) }
    }

    func become(_ conditions: LinkConditions) {
        self.conditions = conditions
        for end in ends.values { end.direction.conditions = conditions }
    }

    func count(_ byteCount: Int, isForward: Bool) {
        if isForward {
            forwardBytes.add(byteCount, ordering: .relaxed)
        } else {
            backwardBytes.add(byteCount, ordering: .relaxed)
        }
    }

    func ended(_ end: ShapedEnd) {
        ends[ObjectIdentifier(end)] = nil
    }

    private func end(_ peer: any Channel, isForward: Bool) -> ShapedEnd {
        random &+= 1
        let direction = LinkDirection(conditions, seed: random)
        let end = ShapedEnd(self, writesTo: peer, direction, state: state, isForward: isForward)
        ends[ObjectIdentifier(end)] = end
        return end
    }
}

extension Channel {
    /// Ends a connection as a crash would: what is unsent is lost and the other side is told so.
    func reset() {
        if let options = self as? any SocketOptionProvider {
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in self.close(promise: nil) }
        } else {
            close(promise: nil)
        }
    }
}
