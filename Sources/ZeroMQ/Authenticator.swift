import Synchronization
import Threads

/// The context's authentication handler: a thread that answers, for every encrypted connection, whether its key is on
/// the list of the role that the listening socket serves (ZAP, RFC 27).
///
/// Start it before the first socket with `.authenticationDomain` listens; stop it after the last has closed. A context
/// has at most one. Without it libzmq would let in anybody who knows the server's public key.
package final class Authenticator: Sendable {
    private let state: SharedState
    private let mailbox: Mailbox<Never>
    private let thread: OSThread

    private final class SharedState: Sendable {
        let list: Mutex<AccessList>
        let allowed = Atomic<Int>(0)
        let refused = Atomic<Int>(0)

        init(_ list: AccessList) { self.list = Mutex(list) }
    }

    /// Starts to answer; throws when the context has a handler already.
    package init(_ list: AccessList, in context: Context) async throws {
        let state = SharedState(list)
        let mailbox = try Mailbox<Never>(capacity: 1, in: context)
        let start = Ticket<Void>()
        thread = try OSThread(name: "fovea zap") {
            do {
                var handler = try Handler(state: state, mailbox: mailbox, context: context)
                start.finish(.success(()))
                try handler.run()
            } catch {
                start.finish(.failure(error))  // Without effect after the start: the context was shut down.
            }
        }
        self.state = state
        self.mailbox = mailbox
        do {
            try await start.value()
        } catch {
            await thread.finished()
            throw error
        }
    }

    /// The number of connections allowed since the start.
    package var allowedCount: Int { state.allowed.load(ordering: .relaxed) }

    /// The number of connections refused since the start.
    package var refusedCount: Int { state.refused.load(ordering: .relaxed) }

    /// Replaces the list; open connections stay.
    package func replace(_ list: AccessList) {
        state.list.withLock { $0 = list }
    }

    /// Ends the thread.
    package func stop() async {
        mailbox.close()
        await thread.finished()
    }

    /// The thread's own part: the socket and the loop.
    private struct Handler: ~Copyable {
        let state: SharedState
        var socket: Socket
        var reader: Mailbox<Never>.Reader

        init(state: SharedState, mailbox: Mailbox<Never>, context: Context) throws(ZeroMQError) {
            let socket = try Socket(.reply, in: context, options: [.linger(.zero)])
            try socket.bind("inproc://zeromq.zap.01")
            let reader = try mailbox.reader()
            self.state = state
            self.socket = socket
            self.reader = reader
        }

        mutating func run() throws(ZeroMQError) {
            var poller = Poller()
            _ = poller.watch(socket)
            _ = poller.watch(reader.socket)
            while !reader.isFinished {
                try poller.wait(nil)
                while let request = try socket.receive() { _ = try socket.send(answer(request)) }
                _ = try reader.next()
            }
        }

        /// Frames of a request: version, request id, domain, address, routing id, mechanism, credentials. Frames of an
        /// answer: version, request id, status, text, user id, metadata.
        private func answer(_ request: borrowing Message) -> Message {
            let name = Self.role(request).flatMap { role, key in
                state.list.withLock { $0.name(of: key, as: role) }
            }
            if name == nil {
                state.refused.add(1, ordering: .relaxed)
            } else {
                state.allowed.add(1, ordering: .relaxed)
            }
            var answer = Message(Frame(copying: "1.0".utf8))
            answer.append(request.count > 1 ? request[1].shared() : Frame())
            answer.append(Frame(copying: (name == nil ? "400" : "200").utf8))
            answer.append(Frame(copying: (name == nil ? "not on the list" : "OK").utf8))
            answer.append(Frame(copying: (name ?? "").utf8))
            answer.append(Frame())
            return answer
        }

        private static func role(_ request: borrowing Message) -> (PeerRole, PublicKey)? {
            guard request.count == 7, request[5].copyBytes() == Array("CURVE".utf8),
                let key = PublicKey(bytes: request[6].copyBytes())
            else { return nil }
            let domain = request[2].copyBytes()
            guard let role = PeerRole.allCases.first(where: { Array($0.authenticationDomain.utf8) == domain }) else {
                return nil
            }
            return (role, key)
        }
    }
}
