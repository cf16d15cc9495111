/// Why a frame was not looked at.
package enum DropReason: String, Hashable, CaseIterable, Sendable {
    /// A newer frame of its live camera came before its turn.
    case superseded
    /// As many frames wait for a compute thread as may wait.
    case saturated
    /// The edge was stopping.
    case stopping
}
