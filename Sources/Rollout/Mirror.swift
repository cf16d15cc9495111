/// Picks the frames that a candidate is shown beside the model at work, and brings both endings of a frame together.
///
/// A plain value: whoever hands frames over asks it, and tells it of outcomes in whatever order they come.
package struct Mirror: Sendable {
    /// Whose ending it is.
    package enum Side: Sendable {
        /// The model at work, whose answers count.
        case current
        /// The model on trial.
        case candidate
    }

    /// A frame, by its camera and its number there.
    package struct FrameName: Hashable, Sendable {
        let camera: String
        let number: UInt64

        /// Names a frame.
        package init(camera: String, number: UInt64) {
            (self.camera, self.number) = (camera, number)
        }
    }

    private let share: Double
    private let capacity: Int
    private var offered = 0
    private var waiting: [FrameName: (current: MirroredEnding?, candidate: MirroredEnding?)] = [:]
    private var order: [FrameName] = []

    /// Begins to pick.
    ///
    /// - Parameters:
    ///   - share: of the frames, above 0 and at most 1; evenly spread.
    ///   - capacity: frames that may wait for an ending; where one is more, the oldest is given up.
    package init(share: Double, capacity: Int = 1024) {
        (self.share, self.capacity) = (share, capacity)
    }

    /// Takes the next frame; true where the candidate is to be shown it.
    package mutating func picks(_ frame: FrameName) -> Bool {
        offered += 1
        let isPicked = Int(Double(offered) * share) > Int(Double(offered - 1) * share)
        guard isPicked, waiting[frame] == nil else { return false }
        waiting[frame] = (nil, nil)
        order.append(frame)
        if order.count > 2 * capacity { order.removeAll { waiting[$0] == nil } }
        if waiting.count > capacity, let oldest = order.first(where: { waiting[$0] != nil }) { waiting[oldest] = nil }
        return true
    }

    /// Takes a frame's ending and returns both where the other one is here already; nil too for frames that were not picked.
    package mutating func ended(
        _ frame: FrameName, at side: Side, _ ending: MirroredEnding
    ) -> (current: MirroredEnding, candidate: MirroredEnding)? {
        guard var endings = waiting[frame] else { return nil }
        switch side {
        case .current: endings.current = ending
        case .candidate: endings.candidate = ending
        }
        guard let current = endings.current, let candidate = endings.candidate else {
            waiting[frame] = endings
            return nil
        }
        waiting[frame] = nil
        return (current, candidate)
    }
}
