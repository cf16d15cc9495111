import Foundation
import Logging
import Supervision
import Synchronization
import Watching

/// Tells the service manager that started this process, where one did, what becomes of it.
///
/// The watchdog hears of life only while nothing is stuck, by the same judgement as `/readyz`: a process that hangs in one
/// place while it turns in another is started anew.
final class NodeSupervision: Sendable {
    /// The one of this process.
    static let ofThisProcess = NodeSupervision()

    private struct Told {
        var isReady = false
        var status = ""
        var feed: WatchdogFeed?
        var isHeard = true
    }

    private let supervisor: Supervisor?
    private let complaint: String?
    private let told: Mutex<Told>

    private init() {
        let process = ProcessInfo.processInfo
        var found: (supervisor: Supervisor?, complaint: String?)
        do { found.supervisor = try Supervisor(process.environment, process: process.processIdentifier) } catch {
            found.complaint = "\(error)"
        }
        (supervisor, complaint) = found
        told = Mutex(Told(feed: found.supervisor?.watchdog.map { WatchdogFeed(limit: $0) }))
        // Children are not the service.
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) }
    }

    /// Takes what the process has just found out about itself; the first time, it has started.
    func published(_ readiness: Readiness, _ log: Logger) {
        guard let supervisor else { return complain(complaint, log) }
        let problem: String? = told.withLock { told in
            var notices: [Notice] = told.isReady ? [] : [.ready]
            if told.feed?.isDue(isAlive: readiness.isAlive, at: .now) == true { notices.append(.alive) }
            if told.status != readiness.text { notices.append(.status(readiness.text)) }
            guard !notices.isEmpty else { return nil }
            (told.isReady, told.status) = (true, readiness.text)
            do { try supervisor.tell(notices) } catch { return "\(error)" }
            return nil
        }
        complain(problem, log)
    }

    /// The process was asked to stop.
    func stops() {
        // Whoever asked it to stop sees it end anyway.
        try? supervisor?.tell([.stopping])
    }

    private func complain(_ problem: String?, _ log: Logger) {
        guard let problem else { return }
        let isFirst = told.withLock { told in
            defer { told.isHeard = false }
            return told.isHeard
        }
        if isFirst { log.warning("the service manager is not told of this process: \(problem)") }
    }
}
