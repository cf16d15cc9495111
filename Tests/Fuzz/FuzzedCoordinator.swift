import Randomness
import Wire
import WireSamples
import ZeroMQ

/// A coordinator that welcomes and then says whatever comes, on the thread that made it: what workers and edges are tried
/// with.
struct FuzzedCoordinator: ~Copyable {
    private var mutator: Mutator
    private var socket: Socket
    private var peer: RoutingID?
    private var requests: [FocusRequest] = []
    private var sequence: UInt64 = 0

    init(_ endpoint: String, in context: Context, seed: UInt64) throws {
        let socket = try Socket(.router, in: context, options: [.linger(.seconds(1))])
        try socket.bind(endpoint)
        self.socket = socket
        mutator = Mutator(seed: seed)
    }

    /// Sends that many messages to the node of that role; waits while nobody is connected.
    mutating func send(_ count: Int, to role: Role) throws {
        var poller = Poller()
        _ = poller.watch(socket)
        var sent = 0
        while sent < count {
            try listen()
            guard let peer else {
                try poller.wait(.milliseconds(100))
                continue
            }
            for _ in 0..<16 {
                switch try socket.send(message(to: role), to: peer) {
                case .sent: sent += 1
                case .wouldBlock: try poller.wait(.milliseconds(1))
                case .unreachable: self.peer = nil
                }
                if self.peer == nil { break }
            }
        }
        // Over inproc nobody learns otherwise for three heartbeats that this one is gone.
        if let peer { _ = try socket.send(Header.goodbye("the round ends").message(), to: peer) }
    }

    /// What is said next; seldom what ends the conversation, so that most is said within one.
    private mutating func message(to role: Role) -> Message {
        while true {
            let message = anyMessage(to: role)
            switch try? Header.decode(message[0]) {
            case .goodbye, .drain, .refusal, .rejection: if mutator.chance(1, of: 200) { return message }
            default: return message
            }
        }
    }

    private mutating func anyMessage(to role: Role) -> Message {
        if mutator.chance(1, of: 2) {
            switch role {
            case .worker:
                sequence += 1
                var request = Samples.request
                request.id.sequence = sequence
                request.attempt = 1
                request.frames = [
                    PayloadFrame(kind: .picture, encoding: .jpeg, byteCount: 64, rows: 224, columns: 224)
                ]
                return mutator.message(.focusRequest(request))
            case .edge:
                guard let request = requests.popLast() else { break }
                var result = Samples.result
                result.id = request.id
                return mutator.message(.focusResult(result))
            }
        }
        return mutator.message()
    }

    private mutating func listen() throws {
        while var message = try socket.receive() {
            guard let routing = message.takeFirst(), !message.isEmpty, let header = try? Header.decode(message[0])
            else {
                continue
            }
            switch header {
            case .hello:
                let peer = RoutingID(routing)
                self.peer = peer
                let welcome = Welcome(
                    coordinator: NodeIdentity(name: "fuzz", incarnation: 3), heartbeat: .seconds(1), lostAfter: 3,
                    maximumPayloadBytes: 4 << 20
                )
                _ = try socket.send(Header.welcome(welcome).message(), to: peer)
            case .focusRequest(let request):
                if requests.count < 256 { requests.append(request) }
            default: break
            }
        }
    }
}
