package import Gears
import Wire

/// The gear of a coordinator's fleet: the controller, and what the edges are told of it.
package struct FleetGear: Sendable {
    /// What decides.
    package private(set) var controller: GearController
    /// The load that led to the gear in force.
    private var load = Load()

    /// Takes over a controller that has seen nothing yet.
    package init(_ controller: GearController) {
        self.controller = controller
    }

    /// Looks at the load; true where the gear changed, so that the edges must be told.
    mutating func observe(
        _ load: Load, counters: DispatchCounters, frames: Int?, capacity: Double, at now: ContinuousClock.Instant
    ) -> Bool {
        let isChanged = controller.observe(
            GearObservation(
                time: now, queueDelay: load.queueDelay, utilization: Double(load.utilization),
                requests: counters.received, answered: counters.answered, frames: frames, capacity: capacity))
        if isChanged { self.load = load }
        return isChanged
    }

    /// What is sent to edges.
    var message: Gear {
        let entry = controller.entry
        return Gear(
            revision: UInt64(controller.changes) + 1, number: entry.gear, threshold: Float(entry.threshold),
            regionSide: entry.regionSide, load: load)
    }

    /// What is shown to people and programs.
    func standing(at now: ContinuousClock.Instant) -> GearStanding {
        GearStanding(
            gear: controller.entry, count: controller.table.gears.count, reason: controller.reason, load: load,
            changes: controller.changes, changesPerMinute: controller.changesPerMinute(at: now))
    }
}
