package import Wire

/// An edge's or a worker's side of its connection to one coordinator: hello, welcome or refusal, heartbeats, loss, and
/// another try.
///
/// A plain value: what arrives and the time go in, what to do comes out. Times count from the node's start.
package struct CoordinatorLink: Sendable {
    /// What the owner of the socket does.
    package enum Action: Equatable, Sendable {
        /// Open a socket (with a new routing id) and connect it.
        case connect
        /// Close the socket; nothing on it is waited for any more.
        case disconnect
        /// Send a message without payload; one that cannot be sent now is dropped, the link sends again in time.
        case send(Header)
        /// From now on requests pass.
        case serving(Welcome)
        /// From now on requests do not pass; what was under way with this coordinator is lost.
        case lost(String)
        /// The coordinator takes no more, but finishes what it has.
        case draining(String)
    }

    /// How a connection stands.
    package enum State: Equatable, Sendable {
        /// No socket is open until this time.
        case waiting(until: Duration)
        /// The hello is out, or waits for the connection.
        case greeting
        /// Welcomed.
        case serving(Welcome)
        /// Not accepted; the hello is said again at this time, or not before the process starts anew.
        case refused(Refusal, again: Duration?)
    }

    /// The times of a link that the coordinator does not set.
    package struct Times: Sendable {
        /// How soon an unanswered hello is said again; doubles with each, up to `longestPause`.
        package var firstPause: Duration
        /// The longest time between two tries.
        package var longestPause: Duration

        /// Makes the times.
        package init(firstPause: Duration = .milliseconds(50), longestPause: Duration = .seconds(5)) {
            self.firstPause = firstPause
            self.longestPause = longestPause
        }
    }

    /// How the connection stands.
    package private(set) var state: State = .waiting(until: .zero)
    /// How often a welcomed connection was lost.
    package private(set) var losses = 0

    private var hello: Hello
    private let times: Times
    private var jitter: Jitter
    private var tries = 0
    private var helloAt = Duration.zero
    private var heardAt = Duration.zero
    private var heartbeatAt = Duration.zero
    private var sequence: UInt64 = 0
    private var echo: UInt64 = 0

    /// Makes a link that connects at its first tick.
    ///
    /// - Parameter seed: differs from node to node, so that a fleet does not come back all at once.
    package init(_ hello: Hello, times: Times = Times(), seed: UInt64) {
        self.hello = hello
        self.times = times
        jitter = Jitter(seed: seed)
    }

    /// Whether requests pass.
    package var welcome: Welcome? {
        if case .serving(let welcome) = state { return welcome }
        return nil
    }

    /// When `tick` must be called next at the latest.
    package var nextTick: Duration {
        switch state {
        case .waiting(let until): until
        case .greeting: helloAt
        case .serving(let welcome): min(heartbeatAt, heardAt + welcome.heartbeat * welcome.lostAfter)
        case .refused(_, let again): again ?? .seconds(1 << 40)
        }
    }

    /// Lets time pass.
    ///
    /// - Parameter load: what the heartbeats tell of the node.
    package mutating func tick(at now: Duration, load: Load = Load()) -> [Action] {
        guard now >= nextTick else { return [] }
        switch state {
        case .waiting:
            state = .greeting
            return [.connect] + sayHello(at: now)
        case .greeting:
            return sayHello(at: now)
        case .refused:
            state = .greeting
            return sayHello(at: now)
        case .serving(let welcome):
            if now >= heardAt + welcome.heartbeat * welcome.lostAfter {
                return lose("nothing heard for \(welcome.lostAfter) heartbeats", at: now)
            }
            heartbeatAt = now + welcome.heartbeat
            sequence += 1
            return [.send(.heartbeat(Heartbeat(sequence: sequence, echo: echo, load: load)))]
        }
    }

    /// Takes in a message of the coordinator. Requests, results and the like only count as a sign of life here.
    package mutating func received(_ header: Header, at now: Duration) -> [Action] {
        heardAt = now
        switch header {
        case .welcome(let welcome):
            let wasServing = self.welcome != nil
            state = .serving(welcome)
            (tries, sequence, echo, heartbeatAt) = (0, 0, 0, now)
            return wasServing ? [] : [.serving(welcome)]
        case .refusal(let refusal):
            let wasServing = welcome != nil
            let again = refusal.retry > .zero ? now + refusal.retry + pause() : nil
            state = .refused(refusal, again: again)
            return wasServing ? [.lost("refused: \(refusal.reason)")] : []
        case .heartbeat(let heartbeat):
            echo = heartbeat.sequence
            return []
        case .rejection(let rejection) where rejection.code == .helloFirst:
            guard welcome != nil else { return [] }
            losses += 1
            state = .greeting
            return [.lost("the coordinator was restarted")] + sayHello(at: now)
        case .drain(let reason):
            return welcome != nil ? [.draining(reason)] : []
        case .goodbye(let reason):
            return lose("the coordinator left: \(reason)", at: now)
        default:
            return []
        }
    }

    /// The socket's monitor saw the connection end; the socket itself connects again, but nobody is behind it yet.
    package mutating func disconnected(at now: Duration) -> [Action] {
        welcome == nil ? [] : lose("the connection ended", at: now)
    }

    /// Changes what the next hello says, for example another credit.
    package mutating func change(_ hello: Hello) {
        self.hello = hello
    }

    private mutating func sayHello(at now: Duration) -> [Action] {
        helloAt = now + pause()
        return [.send(.hello(hello))]
    }

    private mutating func lose(_ reason: String, at now: Duration) -> [Action] {
        let wasServing = welcome != nil
        if wasServing { losses += 1 }
        state = .waiting(until: now + pause())
        return (wasServing ? [.lost(reason)] : []) + [.disconnect]
    }

    /// Doubles from try to try, with half of it left to chance.
    private mutating func pause() -> Duration {
        let doubled = times.firstPause * (1 << min(tries, 20))
        tries += 1
        let longest = min(doubled, times.longestPause)
        return longest / 2 + longest / 2 * jitter.next()
    }
}
