import HeapModule
import Randomness

/// All cameras' frames in the order in which they are due; holds one time a camera, however long it is.
package struct Schedule: Sequence, IteratorProtocol, Sendable {
    /// A frame that is due.
    package struct Arrival: Equatable, Sendable {
        /// The camera's index.
        package let camera: Int
        /// The frame's number at its camera, from 0.
        package let number: Int
        /// When it is due, counted from the start.
        package let time: Duration
    }

    private enum Source: Sendable {
        case generated([Arrivals], end: Duration)
        case recorded([[Duration]], speedUp: Double)
    }

    private var source: Source
    private var heads = Heap<Arrival>()

    /// Cameras that all come in the same pattern, each with a phase of its own, until `end`.
    package init(_ pattern: ArrivalPattern, rate: Double, cameras: Int, seed: UInt64, end: Duration) {
        source = .generated(
            (0..<cameras).map { Arrivals(pattern, rate: rate, seed: seed &+ SeededGenerator.mix(UInt64($0))) }, end: end
        )
        for camera in 0..<cameras { pull(camera, number: 0) }
    }

    /// Times that were recorded, ascending for each camera, played `speedUp` times as fast.
    package init(recorded times: [[Duration]], speedUp: Double = 1) {
        source = .recorded(times, speedUp: speedUp)
        for camera in times.indices { pull(camera, number: 0) }
    }

    /// The next frame of all cameras; nil at the end.
    package mutating func next() -> Arrival? {
        guard let arrival = heads.popMin() else { return nil }
        pull(arrival.camera, number: arrival.number + 1)
        return arrival
    }

    private mutating func pull(_ camera: Int, number: Int) {
        switch source {
        case .generated(var cameras, let end):
            source = .recorded([], speedUp: 1)  // so that the list is changed in place
            let time = cameras[camera].next()
            source = .generated(cameras, end: end)
            if time < end { heads.insert(Arrival(camera: camera, number: number, time: time)) }
        case .recorded(let times, let speedUp):
            guard times[camera].indices.contains(number) else { return }
            heads.insert(Arrival(camera: camera, number: number, time: times[camera][number] / speedUp))
        }
    }
}

extension Schedule.Arrival: Comparable {
    /// By time; of those that are due together the camera of lower index comes first.
    package static func < (left: Self, right: Self) -> Bool {
        (left.time, left.camera, left.number) < (right.time, right.camera, right.number)
    }
}
