import Coordinator
import Gears

/// A coordinator's closing account, for people and programs.
struct CoordinatorAccount: Encodable {
    let received: Int
    let answered: Int
    let failed: [String: Int]
    let cancelled: Int
    let abandoned: Int
    let queued: Int
    let dispatched: Int
    let redispatches: Int
    let surplusAnswers: Int
    let rejections: [String: Int]
    let refusals: [String: Int]
    let workersLost: Int
    let edgesLost: Int
    let balanced: Bool
    let gear: Gear?

    /// The gear in force at the end.
    struct Gear: Encodable {
        let gear: Int
        let reason: String
        let changes: Int
    }

    init(_ snapshot: CoordinatorSnapshot) {
        let counters = snapshot.counters
        received = counters.received
        answered = counters.answered
        failed = Self.named(counters.failed)
        cancelled = counters.cancelled
        abandoned = counters.abandoned
        queued = counters.queued
        dispatched = counters.dispatched
        redispatches = counters.redispatches
        surplusAnswers = counters.surplusAnswers
        rejections = Self.named(counters.rejections)
        refusals = Self.named(counters.refusals)
        workersLost = counters.workersLost
        edgesLost = counters.edgesLost
        balanced = counters.isBalanced
        gear = snapshot.gear.map { Gear(gear: $0.gear.gear, reason: $0.reason.rawValue, changes: $0.changes) }
    }

    /// One line for people.
    var text: String {
        let reasons = failed.sorted { $0.key < $1.key }.map { " (\($0.key) \($0.value))" }.joined()
        return """
            received \(received) = answered \(answered) + failed \(failed.values.reduce(0, +))\(reasons) \
            + cancelled \(cancelled) + abandoned \(abandoned) + queued \(queued) + dispatched \(dispatched); \
            given again \(redispatches), workers lost \(workersLost)
            """
                + (gear.map { "; gear \($0.gear) (\($0.reason)), \($0.changes) changes" } ?? "")
    }

    private static func named(_ counts: [some Hashable: Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.map { ("\($0.key)", $0.value) })
    }
}
