import Synchronization
import Testing
import Threads
import Wire
import ZeroMQ

/// A coordinator written by hand: welcomes, echoes heartbeats, and answers requests as its script says.
final class TestCoordinator: Sendable {
    /// What it sends back.
    enum Reply: Sendable {
        case header(Header)
        case bytes([UInt8])
        case headerWithPayload(Header)
    }

    /// Where it listens.
    let endpoint: String
    /// All that came, in order.
    let seen: AsyncStream<Header>

    private let stopping: Mailbox<Never>
    private let thread: OSThread

    /// Starts it.
    ///
    /// - Parameters:
    ///   - isMute: whether it leaves heartbeats unanswered.
    ///   - greeting: its answer to a hello.
    ///   - script: its answers to a request, whose payload was found to be as described.
    init(
        _ endpoint: String, in context: Context, options: [SocketOption] = [], isMute: Bool = false,
        greeting: Header = TestCoordinator.welcome(), script: @escaping @Sendable (FocusRequest) -> [Reply]
    ) async throws {
        let (seen, continuation) = AsyncStream.makeStream(of: Header.self)
        let stopping = try Mailbox<Never>(capacity: 1, in: context)
        let start = Ticket<String>()
        thread = try OSThread(name: "coordinator") {
            do {
                var socket = try Socket(.router, in: context, options: options)
                start.finish(.success(try socket.bind(endpoint)))
                var reader = try stopping.reader()
                var poller = Poller()
                _ = poller.watch(socket)
                _ = poller.watch(reader.socket)
                while !reader.isFinished {
                    try poller.wait(nil)
                    _ = try reader.next()
                    while var message = try socket.receive() {
                        guard let address = message.takeFirst() else { continue }
                        let peer = RoutingID(address)
                        let header = try Header.decode(message[0])
                        continuation.yield(header)
                        var replies: [Reply] = []
                        switch header {
                        case .hello: replies = [.header(greeting)]
                        case .heartbeat(let beat):
                            if !isMute { replies = [.header(.heartbeat(Heartbeat(sequence: beat.sequence)))] }
                        case .focusRequest(let request):
                            try request.checkPayload(of: message)
                            replies = script(request)
                        default: break
                        }
                        for reply in replies { _ = try socket.send(reply.message, to: peer) }
                    }
                }
            } catch {
                start.finish(.failure(error))
                if (error as? ZeroMQError)?.isContextTerminated != true { Issue.record(error) }
            }
            continuation.finish()
        }
        self.seen = seen
        self.stopping = stopping
        do {
            self.endpoint = try await start.value()
        } catch {
            await thread.finished()
            throw error
        }
    }

    /// Closes its socket without a word.
    func stop() async {
        stopping.close()
        await thread.finished()
    }

    /// Terms that are kept without hurry.
    static func welcome(heartbeat: Duration = .seconds(10)) -> Header {
        .welcome(
            Welcome(
                coordinator: NodeIdentity(name: "by hand", incarnation: 5), heartbeat: heartbeat, lostAfter: 3,
                maximumPayloadBytes: 1 << 20
            )
        )
    }

    /// A worker's answer.
    static func result(_ request: FocusRequest, classIndex: Int = 7, isFinal: Bool = true) -> Reply {
        .header(
            .focusResult(
                FocusResult(
                    id: request.id, isFinal: isFinal, answer: Answer(classIndex: classIndex, confidence: 0.9),
                    worker: "worker", precision: .float32
                )
            )
        )
    }
}

extension TestCoordinator.Reply {
    fileprivate var message: Message {
        switch self {
        case .header(let header): return header.message()
        case .bytes(let bytes): return Message(Frame(copying: bytes))
        case .headerWithPayload(let header):
            var message = header.message()
            message.append(Frame(copying: [1, 2, 3]))
            return message
        }
    }
}
