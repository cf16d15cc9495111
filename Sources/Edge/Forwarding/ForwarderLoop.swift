import Links
import Synchronization
import Wire
import ZeroMQ

/// The forwarder's thread: reads sockets and mailbox, lets `Forwarding` and the links decide, and does what they say.
struct ForwarderLoop: ~Copyable {
    private typealias Action = Forwarding<HardFrame>.Action

    /// Messages read from one source before the others have their turn.
    private static let portion = 256

    private let incarnation: UInt64
    private let classes: Int
    private let connections: [CoordinatorConnection]
    private let mailbox: Mailbox<HardFrame>
    private let board: Forwarder.Board
    private let notice: (EdgeNotice) -> Void
    private let partial: (HardFrame, FocusResult?) -> Void
    private let finish: (HardFrame, Forwarding<HardFrame>.Ending) -> Void
    private var forwarding: Forwarding<HardFrame>
    private var standings: [LinkStanding]
    /// What each coordinator asks for.
    private var gears: [Gear?]
    /// What each coordinator's link carries.
    private var choosers: [PayloadChooser]
    private var heldCount = 0
    private var reader: Mailbox<HardFrame>.Reader
    private var poller = Poller()
    /// Whether a source may have more than was read of it.
    private var hasMore = false
    private var isStopping = false
    private var sentBytes = 0

    init(
        _ uplink: Uplink, _ forwarding: Forwarding<HardFrame>, mailbox: Mailbox<HardFrame>, board: Forwarder.Board,
        budget: Duration, classes: Int, notice: @escaping (EdgeNotice) -> Void,
        partial: @escaping (HardFrame, FocusResult?) -> Void,
        finish: @escaping (HardFrame, Forwarding<HardFrame>.Ending) -> Void
    ) throws(ZeroMQError) {
        let now = ContinuousClock.now
        let connections = uplink.coordinators.enumerated().map { index, coordinator in
            CoordinatorConnection(
                endpoint: coordinator.endpoint, hello: uplink.hello, context: uplink.context, times: uplink.times,
                maximumFrameBytes: 2 * Bounds.headerBytes, keys: uplink.keys(to: coordinator),
                seed: uplink.identity.incarnation &+ UInt64(index), now: now
            )
        }
        for connection in connections { try connection.start(at: now) }
        let reader = try mailbox.reader()
        incarnation = uplink.identity.incarnation
        standings = connections.map(\.link.standing)
        gears = connections.map { _ in nil }
        choosers = connections.map { _ in PayloadChooser(uplink.menu, policy: .init(budget: budget)) }
        self.connections = connections
        self.reader = reader
        self.forwarding = forwarding
        self.mailbox = mailbox
        self.board = board
        self.classes = classes
        self.notice = notice
        self.partial = partial
        self.finish = finish
    }

    /// Runs until the mailbox is closed and every frame has its end; whatever happens, every frame gets one.
    mutating func run() {
        do {
            while !(isStopping && forwarding.count == 0) { try turn() }
            for connection in connections { try connection.leave("the edge stops") }
        } catch {
            // The context was shut down, or libzmq is out of order: nothing can be sent or received any more.
            mailbox.close()
            let now = ContinuousClock.now
            forwarding.stop(by: now)
            for action in forwarding.advance(to: now) {
                if case .finish(let hard, let ending) = action { finish(hard, ending) }
            }
            while let hard = (try? reader.next()) ?? mailbox.takeUnread() { finish(hard, .fallback(.stopping)) }
            board.state.withLock { $0.reasonToStay = .coordinatorLost }
        }
    }

    /// Waits for something to happen, and deals with all that has.
    private mutating func turn() throws(ZeroMQError) {
        try wait()
        let now = ContinuousClock.now
        hasMore = false
        for index in connections.indices { try listen(to: index, at: now) }
        try readMailbox(at: now)
        let load = Load(inFlight: min(forwarding.count, Bounds.count.upperBound))
        let frames = min(board.frames.load(ordering: .relaxed), Bounds.frames.upperBound)
        for index in connections.indices {
            try connections[index].watchConnection(at: now)
            try connections[index].advance(to: now, load: load, frames: frames)
            choosers[index].sentHeartbeat(connections[index].link.sequence, at: now)
            try follow(index, at: now)
        }
        try perform(forwarding.advance(to: now), at: now)
        publish()
    }

    private mutating func wait() throws(ZeroMQError) {
        if connections.contains(where: \.isChanged) {
            poller = Poller()
            _ = poller.watch(reader.socket)
            for connection in connections { connection.watch(in: &poller) }
        }
        let next = (connections.map(\.link.nextEvent) + [forwarding.nextEvent]).compactMap(\.self).min()
        try poller.wait(hasMore ? .zero : next.map { ContinuousClock.now.duration(to: $0) })
    }

    private mutating func readMailbox(at now: ContinuousClock.Instant) throws(ZeroMQError) {
        for _ in 0..<Self.portion {
            guard let hard = try reader.next() else {
                if reader.isFinished && !isStopping {
                    isStopping = true
                    forwarding.stop(by: board.end.withLock { $0 } ?? now)
                }
                return
            }
            let actions = forwarding.forward(
                hard, camera: hard.frame.offered.camera.name, payloadBytes: hard.payloadBytes,
                byteCount: hard.byteCount, deadline: hard.deadline, at: now
            )
            try perform(actions, at: now)
        }
        hasMore = true
    }

    private mutating func listen(to index: Int, at now: ContinuousClock.Instant) throws(ZeroMQError) {
        let connection = connections[index]
        for _ in 0..<Self.portion {
            guard let message = try connection.nextMessage() else { return }
            guard message.count == 1, let header = try? Header.decode(message[0]) else {
                connection.unusableCount += 1
                continue
            }
            try connection.receive(header, at: now)
            try follow(index, at: now)
            switch header {
            case .focusResult(let result):
                if result.id.edgeIncarnation == incarnation {
                    choosers[index].answered(result.id.sequence, away: result.times.sum, at: now)
                }
                try perform(receive(result), at: now)
            case .focusFailure(let failure) where failure.id.edgeIncarnation == incarnation:
                choosers[index].answered(failure.id.sequence, away: nil, at: now)
                try perform(forwarding.receive(failure, from: index, at: now), at: now)
            case .heartbeat(let heartbeat): choosers[index].echoed(heartbeat.echo, at: now)
            case .gear(let gear)
            where gear.revision > gears[index]?.revision ?? 0 && connection.link.standing.keepsRequests:
                gears[index] = gear
            default: break
            }
        }
        hasMore = true
    }

    private mutating func receive(_ result: FocusResult) -> [Action] {
        // An answer for an earlier start of this edge is none of ours; 0 names no request.
        let sequence = result.id.edgeIncarnation == incarnation ? result.id.sequence : 0
        guard sequence != 0, result.answer.classIndex < classes else { return forwarding.receiveUnusable(sequence) }
        return forwarding.receive(result)
    }

    /// Tells forwarding and the user when a coordinator's standing has changed.
    private mutating func follow(_ index: Int, at now: ContinuousClock.Instant) throws(ZeroMQError) {
        let connection = connections[index]
        let standing = connection.link.standing
        guard standing != standings[index] else { return }
        standings[index] = standing
        if !standing.keepsRequests { choosers[index].reset() }
        try perform(forwarding.coordinator(index, became: standing, at: now), at: now)
        switch connection.link.state {
        case .welcomed(let terms):
            gears[index] = terms.gear
            notice(.welcomed(endpoint: connection.endpoint, coordinator: terms.coordinator.name))
        case .refused(let refusal, _):
            gears[index] = nil
            notice(.refused(endpoint: connection.endpoint, refusal))
        case .draining: notice(.draining(endpoint: connection.endpoint))
        case .waiting, .greeting:
            gears[index] = nil
            if standing == .lost { notice(.lost(endpoint: connection.endpoint)) }
        }
    }

    private mutating func perform(_ actions: [Action], at now: ContinuousClock.Instant) throws(ZeroMQError) {
        for action in actions {
            switch action {
            case .partial(let hard, let result): partial(hard, result)
            case .finish(let hard, let ending): finish(hard, ending)
            case .cancel(let sequence, let index):
                choosers[index].forget(sequence)
                _ = try connections[index].send(Header.cancel(id(sequence)).message())
            case .send(let hard, let sequence, let index, let budget):
                guard choosers[index].takes(bytes: hard.payloadBytes, at: now) else {
                    heldCount += 1
                    try perform(forwarding.unsent(sequence, coordinator: index, at: now), at: now)
                    continue
                }
                let message = hard.message(id(sequence), budget: budget)
                let byteCount = message.byteCount
                if try connections[index].send(message) {
                    sentBytes += byteCount
                    choosers[index].sent(sequence, bytes: byteCount, entry: hard.entry, at: now)
                } else {
                    try perform(forwarding.unsent(sequence, coordinator: index, at: now), at: now)
                }
            }
        }
    }

    private func id(_ sequence: UInt64) -> RequestID {
        RequestID(edgeIncarnation: incarnation, sequence: sequence)
    }

    private func publish() {
        var state = ForwarderState()
        state.coordinators = zip(connections, standings).map { .init(endpoint: $0.endpoint, standing: $1) }
        state.counters = forwarding.counters
        state.sentBytes = sentBytes
        state.unusableMessages = connections.reduce(0) { $0 + $1.unusableCount + $1.link.unexpectedCount }
        state.inFlight = forwarding.count
        // Of several coordinators the most loaded one decides: any camera may come to it when another is lost.
        state.gear = gears.compactMap(\.self).max { $0.number < $1.number }
        // A frame may go to any of them, so the narrowest link decides.
        if let chooser = choosers.max(by: { $0.entry < $1.entry }) {
            state.payload = .init(
                entry: chooser.entry, name: chooser.menu.entries[chooser.entry].name, changes: chooser.changes,
                linkRate: choosers.compactMap(\.linkRate).min(), held: heldCount)
        }
        state.reasonToStay = isStopping ? .stopping : forwarding.reasonToStay
        board.state.withLock { $0 = state }
    }
}
