package import Gears
package import Wire

/// The gear in force at a coordinator, with its reason.
package struct GearStanding: Equatable, Sendable {
    /// The point of the curve, as it was measured.
    package var gear: CalibratedGear
    /// How many gears the table has.
    package var count: Int
    /// Why this one.
    package var reason: GearReason
    /// The load that led to it.
    package var load: Load
    /// Changes since the coordinator started.
    package var changes: Int
    /// Changes within the last minute.
    package var changesPerMinute: Int

    /// One line for people.
    package var text: String {
        "gear \(gear.gear) of \(count) (\(reason.rawValue)): threshold \(gear.threshold), side "
            + "\(gear.regionSide), accuracy \(gear.accuracy); \(changes) changes, \(changesPerMinute) in the last minute"
    }
}
