/// Why a pool did not take work.
package enum ComputePoolError: Error, Equatable, CustomStringConvertible {
    /// As much work waits as may wait.
    case full(capacity: Int)
    /// The pool was shut down.
    case stopped

    /// One line for people.
    package var description: String {
        switch self {
        case .full(let capacity): "all threads are busy and \(capacity) pieces of work wait already"
        case .stopped: "the compute threads were shut down"
        }
    }
}
