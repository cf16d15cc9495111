/// Somewhere that results go.
///
/// One call at a time, from a task of its own.
package protocol Sink: Sendable {
    /// Begins, when nobody else does the same under this name any more; called once, first.
    func begin() async throws

    /// Delivers results in their order, and returns when whoever they are for has them for good. Those that were not
    /// acknowledged come again, with the same id.
    func deliver(_ results: [DeliveredResult]) async -> Delivery

    /// Why nothing can be delivered at the moment, where that shows before a delivery ends.
    var obstacle: String? { get }

    /// What hinders it each time that this changes outside of a delivery, nil for nothing; for one reader. Those whose
    /// deliveries end by what hinders them have none to tell.
    var obstacles: AsyncStream<String?> { get }

    /// Ends; called once, last.
    func stop() async
}

extension Sink {
    package func begin() async throws {}

    package var obstacle: String? { nil }

    package var obstacles: AsyncStream<String?> { AsyncStream { $0.finish() } }

    package func stop() async {}
}

/// What became of some results, in order.
package enum Delivery: Equatable, Sendable {
    /// All of them are where they belong.
    case delivered
    /// The first ones are; the next one, and those after it, have to be tried again.
    case failed(after: Int, reason: String)
    /// The first ones are; the next one will never be taken, those after it may.
    case refused(after: Int, reason: String)
}
