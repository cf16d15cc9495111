import Threads
package import ZeroMQ

/// A running coordinator: one thread that owns its sockets, its payloads and its decisions.
///
/// Any task may ask for a snapshot. Whoever started it stops it, once, last.
package final class CoordinatorService: Sendable {
    /// Where edges connect, with the port that a wildcard got.
    package let edgeEndpoint: String
    /// Where workers connect, with the port that a wildcard got.
    package let workerEndpoint: String

    private let mailbox: Mailbox<CoordinatorCommand>
    private let thread: OSThread
    private let end: Ticket<CoordinatorSnapshot>

    /// Starts a coordinator; throws when it cannot listen.
    package init(_ settings: CoordinatorSettings, in context: Context) async throws {
        let mailbox = try Mailbox<CoordinatorCommand>(capacity: 1024, in: context)
        let start = Ticket<(edges: String, workers: String)>()
        let end = Ticket<CoordinatorSnapshot>()
        let thread = try OSThread(name: "coordinator") {
            do {
                var loop = try CoordinatorLoop(settings, mailbox: mailbox, context: context)
                start.finish(.success(loop.endpoints))
                end.finish(.success(try loop.run()))
            } catch {
                start.finish(.failure(error))
                end.finish(.failure(error))
            }
            mailbox.close()
        }
        do {
            (edgeEndpoint, workerEndpoint) = try await start.value()
        } catch {
            await thread.finished()
            throw error
        }
        self.mailbox = mailbox
        self.thread = thread
        self.end = end
    }

    /// The coordinator at this moment, all numbers from the same one; nil when it has ended.
    package func snapshot() async -> CoordinatorSnapshot? {
        let ticket = Ticket<CoordinatorSnapshot>()
        guard mailbox.post(.snapshot(ticket)) else { return nil }
        return try? await ticket.value()
    }

    /// Takes no more requests, finishes those it has within the limit, says goodbye and ends. Returns at once; `stop` waits.
    package func drain(within limit: Duration = .seconds(10)) {
        _ = mailbox.post(.stop(within: limit))  // A thread that has ended already has closed the mailbox.
    }

    /// Drains, waits for the end, and returns the closing account. Throws what ended the thread before.
    @discardableResult
    package func stop(within limit: Duration = .seconds(10)) async throws -> CoordinatorSnapshot {
        drain(within: limit)
        await thread.finished()
        return try await end.value()
    }
}

/// What other threads ask of a coordinator's.
enum CoordinatorCommand: Sendable {
    case snapshot(Ticket<CoordinatorSnapshot>)
    case stop(within: Duration)
}
