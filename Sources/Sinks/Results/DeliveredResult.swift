package import Spool

/// A result on its way to a sink.
package struct DeliveredResult: Sendable {
    /// Its place in the spool.
    let position: UInt64
    /// What is said, with its age.
    package let event: ResultEvent
    /// The frame's picture file; empty where none was kept.
    package let picture: [UInt8]

    /// Takes a result from the spool; nil where this version cannot read it.
    package init?(_ entry: SpoolEntry, now: Int64) {
        guard var event = ResultEvent(json: entry.record.body) else { return nil }
        event.age = (entry.record.age(at: now) * 1000).rounded() / 1000
        (position, self.event, picture) = (entry.position, event, entry.record.attachment)
    }
}
