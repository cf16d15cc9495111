import Worker

/// A worker's closing account, for people and programs.
struct WorkerAccount: Codable {
    let received: Int
    let answered: Int
    let failed: [String: Int]
    let dropped: Int
    let waiting: Int
    let running: Int
    let busySeconds: Double
    let balanced: Bool

    init(_ account: WorkerDesk.Account) {
        received = account.received
        answered = account.answered
        failed = Dictionary(uniqueKeysWithValues: account.failed.map { ("\($0.key)", $0.value) })
        dropped = account.dropped
        waiting = account.waiting
        running = account.running
        busySeconds = account.busy / .seconds(1)
        balanced = account.isBalanced
    }

    /// One line for people.
    var text: String {
        "received \(received) = answered \(answered) + failed \(failed.values.reduce(0, +)) + dropped \(dropped) "
            + "+ waiting \(waiting) + running \(running)"
    }
}
