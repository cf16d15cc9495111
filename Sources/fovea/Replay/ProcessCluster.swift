import Foundation
import Glibc
import Replay
import Watching

/// A coordinator and workers, each a process of its own, over TCP on loopback.
///
/// They end with this process, however it ends: each reads from a pipe that this process holds. The owner calls `stop` once,
/// last.
actor ProcessCluster {
    /// How its processes are started.
    struct Settings {
        /// Workers at first.
        var workers: Int
        /// What every worker is told besides where the coordinator is.
        var workerArguments: [String]
        /// What the coordinator is told besides where to listen.
        var coordinatorArguments: [String]
    }

    /// Where the coordinator listens for edges.
    let endpoint: String

    private let settings: Settings
    private let coordinator: ChildProcess
    private let workerEndpoint: String
    private let page: StateReader
    private var workers: [ChildProcess] = []

    private struct Listening: Decodable { let listening: [String: String] }
    private struct Ready: Decodable { let ready: String }
    private struct Closing: Decodable { let account: WorkerAccount }

    /// Starts the processes, and waits until the coordinator counts every worker.
    init(_ settings: Settings) async throws {
        let any = "tcp://127.0.0.1:*"
        let coordinator = try ChildProcess(
            "coordinator",
            [
                "coordinator", "--edges", any, "--workers", any, "--name", "coordinator", "--http", "127.0.0.1:0",
                "--log-level", "error", "--json", "--ends-with-input",
            ] + settings.coordinatorArguments,
            keepingInput: true
        )
        self.settings = settings
        self.coordinator = coordinator
        let addresses: [String: String]
        do {
            addresses = try await coordinator.next(Listening.self).listening
            page = try StateReader(addresses["http"] ?? "", token: nil)
        } catch {
            await coordinator.end(within: .seconds(2))
            throw error
        }
        endpoint = addresses["edges"] ?? ""
        workerEndpoint = addresses["workers"] ?? ""
        do {
            // All of them begin together, for making an engine takes a while.
            for _ in 0..<settings.workers { try start() }
            for worker in workers { try await awaitReady(worker) }
        } catch {
            _ = await stop(within: .seconds(2))
            throw error
        }
    }

    /// Does an event and tells to whom; a worker that joins does so when it is ready.
    func perform(_ action: ClusterEvent.Action) async throws -> String {
        switch action {
        case .link: return "link"
        case .join:
            let worker = try start()
            try await awaitReady(worker)
            return worker.name
        case .signal(let signal, let name):
            guard let process = ([coordinator] + workers).first(where: { $0.name == name }) else {
                throw ChildProcessError(name: name)
            }
            process.signal(signal.number)
            return name
        }
    }

    /// Resident bytes of every process that runs, by name.
    var memory: [String: Int] {
        var found: [String: Int] = [:]
        for process in [coordinator] + workers { found[process.name] = ResidentMemory.bytes(of: process.identifier) }
        return found
    }

    /// Ends all processes; tells how long each worker had work in its closing account. Those that were killed give none.
    @discardableResult
    func stop(within limit: Duration = .seconds(10)) async -> [String: Duration] {
        var busy: [String: Duration] = [:]
        for worker in workers { worker.signal(SIGTERM) }
        for worker in workers {
            await worker.end(within: limit)
            guard let closing = try? await worker.next(Closing.self) else { continue }
            busy[worker.name] = .seconds(closing.account.busySeconds)
        }
        await coordinator.end(within: limit)
        return busy
    }

    @discardableResult
    private func start() throws -> ChildProcess {
        let name = "worker-\(workers.count + 1)"
        let worker = try ChildProcess(
            name,
            ["worker", "--coordinator", workerEndpoint, "--name", name, "--json", "--ends-with-input"]
                + settings.workerArguments,
            keepingInput: true
        )
        workers.append(worker)
        return worker
    }

    /// A worker says that it is ready before the coordinator has heard of it.
    private func awaitReady(_ worker: ChildProcess) async throws {
        _ = try await worker.next(Ready.self)
        let patience = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < patience {
            let state = try? await page.read()
            if state?.coordinator?.workers.contains(where: { $0.name == worker.name }) == true { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ChildProcessError(name: worker.name)
    }
}

extension ClusterEvent.Signal {
    /// Its number.
    fileprivate var number: Int32 {
        switch self {
        case .kill: SIGKILL
        case .stop: SIGSTOP
        case .continue: SIGCONT
        case .drain: SIGTERM
        }
    }
}
