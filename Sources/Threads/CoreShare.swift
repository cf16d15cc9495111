/// How many threads an image gets: a plain value that is told what is in work and what waits.
///
/// With as much work as cores every image has one thread, which gives the most images a second; with less, the idle cores
/// are divided among the images in work, which gives each the shortest time.
package struct CoreShare: Equatable, Sendable {
    /// The cores that are there to be used.
    package let cores: Int
    /// Images, or batches of them, that are in work or wait.
    package private(set) var inWork = 0

    /// Makes a share of nothing in work.
    package init(cores: Int) {
        precondition(cores > 0, "work needs at least one core, not \(cores)")
        self.cores = cores
    }

    /// More work has come, or with a negative number, some is done.
    package mutating func change(by count: Int) {
        inWork += count
        precondition(inWork >= 0, "more work is done than there was")
    }

    /// How many threads each image in work has.
    package var threads: Int { max(1, cores / max(1, inWork)) }
}
