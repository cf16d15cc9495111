/// Why a gear is in force.
package enum GearReason: String, Codable, Equatable, Sendable {
    /// It is the one to begin with.
    case start
    /// The operator keeps it.
    case pinned
    /// More requests came than the workers can answer.
    case overload
    /// Requests waited too long.
    case delay
    /// The workers have room for more.
    case room
    /// Nothing reached the workers, so a more accurate gear is tried.
    case trial
}
