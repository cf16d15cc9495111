import Synchronization

/// The cores that the compute threads of one or several nodes of a process share, and the `CoreShare` that divides them.
///
/// Whoever takes work in says so, on any thread; `ComputeTeam`s read before each step how many parts it may have, so that a
/// core that was lent is given back within one step.
package final class SharedCores: Sendable {
    /// How many there are.
    package let count: Int

    private let share: Mutex<CoreShare>
    private let current: Atomic<Int>

    /// Makes some cores.
    package init(_ count: Int) {
        let share = CoreShare(cores: count)
        self.count = count
        current = Atomic(share.threads)
        self.share = Mutex(share)
    }

    /// More work has come, or with a negative number, some is done.
    package func change(by count: Int) {
        share.withLock { share in
            share.change(by: count)
            current.store(share.threads, ordering: .relaxed)
        }
    }

    /// How many threads an image has now.
    package var threads: Int { current.load(ordering: .relaxed) }
}
