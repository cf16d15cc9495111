/// How one model's cluster ended a frame that both were shown.
package enum MirroredEnding: Equatable, Sendable {
    /// It answered: the glance was sure, or a worker looked closely.
    case answered(classIndex: Int, after: Duration)
    /// No worker answered in time.
    case fallback
    /// It did not look at the frame.
    case unseen
}
