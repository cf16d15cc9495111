import Foundation
package import Spool
import Synchronization

/// Brings a spool's results to one sink, at that sink's pace, on a task of its own.
///
/// The owner calls `stop` once, last.
package final class SinkDrain: Sendable {
    /// What a sink tells about itself.
    package enum Notice: Equatable, Sendable {
        /// It takes nothing.
        case down(reason: String)
        /// It takes results again.
        case isUp
        /// It will never take this result.
        case refused(id: String, reason: String)
    }

    /// Its name, by which the spool knows its place.
    package let name: String

    private let way: Way
    private let task: Task<Void, Never>

    /// Begins to deliver.
    ///
    /// - Parameter notice: told what changes, on any thread.
    /// - Throws: what the sink throws that cannot begin, `SpoolFileError` where its place cannot be kept, `SpoolStopped`.
    package init(
        _ name: String, _ sink: any Sink, filter: ResultFilter = ResultFilter(), policy: DeliveryPolicy,
        spool: SpoolService, notice: @escaping @Sendable (Notice) -> Void = { _ in }
    ) async throws {
        let way = Way(name: name, sink: sink, filter: filter, spool: spool, policy: policy, notice: notice)
        try await sink.begin()
        try await spool.addReader(name)
        (self.name, self.way) = (name, way)
        task = Task {
            await withDiscardingTaskGroup { group in
                group.addTask { await way.follow() }
                await way.run()
                group.cancelAll()
            }
        }
    }

    /// The sink at this moment.
    package var state: SinkState {
        var state = SinkState(name: name)
        let policy = way.policy.withLock { $0 }
        (state.delivered, state.refused, state.failures) = (policy.delivered, policy.refused, policy.failures)
        state.obstacle = policy.obstacle ?? way.sink.obstacle
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        state.oldest = way.oldest.withLock { $0.map { max(0, Double(now - $0) / 1_000_000) } }
        if let reader = way.spool.state.readers.first(where: { $0.name == name }) {
            (state.waiting, state.missed) = (reader.waiting, reader.missed)
        }
        return state
    }

    /// Delivers until nothing waits, or until the time is over, and ends. What is left waits in the spool.
    package func stop(within bound: Duration = .zero) async {
        let end = ContinuousClock.now + bound
        while ContinuousClock.now < end, state.waiting > 0 { try? await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await task.value
        way.spool.removeReader(name)
        await way.sink.stop()
    }
}

/// The way from a spool to a sink.
private final class Way: Sendable {
    let name: String
    let sink: any Sink
    let filter: ResultFilter
    let spool: SpoolService
    let policy: Mutex<DeliveryPolicy>
    let notice: @Sendable (SinkDrain.Notice) -> Void
    /// The time of the oldest result at hand, in microseconds since 1970.
    let oldest = Mutex<Int64?>(nil)

    /// Results that are on their way at once.
    private static let batch = 64

    init(
        name: String, sink: any Sink, filter: ResultFilter, spool: SpoolService, policy: DeliveryPolicy,
        notice: @escaping @Sendable (SinkDrain.Notice) -> Void
    ) {
        (self.name, self.sink, self.filter, self.spool, self.notice) = (name, sink, filter, spool, notice)
        self.policy = Mutex(policy)
    }

    /// Delivers until the task is cancelled or the spool ends.
    func run() async {
        while !Task.isCancelled, let entries = try? await spool.next(name, count: Self.batch),
            let last = entries.last?.position
        {
            let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
            oldest.withLock { $0 = entries.first?.record.time }
            var results = entries.compactMap { DeliveredResult($0, now: now) }.filter { filter.admits($0.event) }
            while !results.isEmpty {
                let delivery = await sink.deliver(results)
                if Task.isCancelled, delivery != .delivered { return }
                let step = take(delivery, of: results)
                // What was filtered out before the first that is left is done with too.
                if step.done > 0, step.done < results.count {
                    spool.acknowledge(name, through: results[step.done].position - 1)
                }
                results.removeFirst(step.done)
                if let next = results.first, let entry = entries.first(where: { $0.position == next.position }) {
                    oldest.withLock { $0 = entry.record.time }
                }
                if step.wait > .zero, (try? await Task.sleep(for: step.wait)) == nil { return }
            }
            spool.acknowledge(name, through: last)
            oldest.withLock { $0 = nil }
        }
    }

    /// Tells of what hinders the sink outside of deliveries, until the task is cancelled.
    func follow() async {
        var isDown = false
        for await obstacle in sink.obstacles {
            if let obstacle { notice(.down(reason: obstacle)) } else if isDown { notice(.isUp) }
            isDown = obstacle != nil
        }
    }

    private func take(_ delivery: Delivery, of results: [DeliveredResult]) -> DeliveryPolicy.Step {
        let (before, step) = policy.withLock { policy in
            (policy.obstacle, policy.step(after: delivery, of: results.count))
        }
        switch delivery {
        case .failed(_, let reason):
            if before == nil { notice(.down(reason: reason)) }
        case .refused(let index, let reason):
            notice(.refused(id: results[min(index, results.count - 1)].event.id, reason: reason))
        case .delivered:
            if before != nil { notice(.isUp) }
        }
        return step
    }
}
