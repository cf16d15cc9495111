/// A reader's place in a spool.
struct SpoolReader: Equatable {
    /// Everything before this position is acknowledged.
    var cursor: UInt64
    /// Records that were dropped, or could not be read, before it had acknowledged them.
    var missed: UInt64 = 0
    /// How often the place was written to its file.
    var generation: UInt64 = 0
    /// The position that its file holds for certain.
    var synced: UInt64
    /// Where in its segment some position lies, so that reading need not begin at the segment's start.
    var mark: Mark?

    /// A position and where it lies.
    struct Mark: Equatable {
        let segment: UInt64
        let position: UInt64
        let offset: Int
    }

    init(cursor: UInt64, generation: UInt64 = 0) {
        (self.cursor, self.generation, synced) = (cursor, generation, cursor)
    }

    /// Goes on behind what is gone.
    mutating func skip(to position: UInt64) {
        guard position > cursor else { return }
        missed += position - cursor
        cursor = position
    }
}
