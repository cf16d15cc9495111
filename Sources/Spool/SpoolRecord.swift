/// What is kept until every reader has acknowledged it.
package struct SpoolRecord: Equatable, Sendable {
    /// The same on every repeat.
    package let id: RecordID
    /// When what it tells of happened, in microseconds since 1970 by the wall clock: the only one that goes on while the
    /// power is off.
    package let time: Int64
    /// What it says; its form is the writer's and the readers' affair.
    package let body: [UInt8]
    /// A picture that belongs to it; empty where none does.
    package let attachment: [UInt8]

    /// Makes a record.
    package init(id: RecordID, time: Int64, body: [UInt8], attachment: [UInt8] = []) {
        (self.id, self.time, self.body, self.attachment) = (id, time, body, attachment)
    }

    /// How old it is, in seconds; 0 where the wall clock was set back meanwhile.
    package func age(at now: Int64) -> Double {
        max(0, Double(now - time) / 1_000_000)
    }
}

/// A record and its place in the order of its spool.
package struct SpoolEntry: Equatable, Sendable {
    /// Counts the spool's records; gaps are records that were lost or dropped.
    package let position: UInt64
    /// The record.
    package let record: SpoolRecord
}
