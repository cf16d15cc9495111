/// The books of an edge: each frame is entered once when it is offered and struck out once when it ends.
///
/// A plain value; the edge keeps it under a lock, so that every copy taken of it is a snapshot of one instant.
package struct FrameAccount: Sendable {
    /// Names an entered frame until it ends.
    package struct Ticket: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    /// What became of each camera's frames.
    package private(set) var cameras: [Camera: Tally] = [:]
    /// Attempts to end a frame that had ended already; anything but 0 is a fault of the edge.
    package private(set) var refusedEndings = 0

    private var open: [Ticket: Camera] = [:]
    private var lastNumber: UInt64 = 0

    /// Opens empty books.
    package init() {}

    /// Frames of all cameras that have not ended.
    package var inFlight: Int { open.count }

    /// The sum over all cameras.
    package var total: Tally { cameras.values.reduce(into: Tally()) { $0 += $1 } }

    /// Whether nothing is unaccounted: every camera's tally and their sum are balanced, no frame ended twice, and exactly
    /// the open frames are counted as in flight.
    package var isBalanced: Bool {
        let total = total
        return refusedEndings == 0 && total.isBalanced && total.inFlight == open.count
            && cameras.values.allSatisfy(\.isBalanced)
    }

    /// Enters a frame that a camera hands over.
    package mutating func offer(_ camera: Camera) -> Ticket {
        lastNumber += 1
        let ticket = Ticket(number: lastNumber)
        open[ticket] = camera
        cameras[camera, default: Tally()].begin()
        return ticket
    }

    /// Notes a frame that a camera captured and does not hand over.
    package mutating func skip(_ camera: Camera, _ reason: SkipReason) {
        cameras[camera, default: Tally()].skip(reason)
    }

    /// Ends a frame; false, counted and without further effect, when it had ended before.
    package mutating func end(_ ticket: Ticket, _ outcome: Outcome) -> Bool {
        guard let camera = open.removeValue(forKey: ticket) else {
            refusedEndings += 1
            return false
        }
        cameras[camera]?.end(outcome)
        return true
    }
}
