import DequeModule
import NIOCore

/// The reading end of one direction: what it reads is written to the other connection when the link lets it out.
final class ShapedEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// More than this on its way, and reading pauses: the sender's own buffers fill, as they would on a real link.
    private static let mostOnItsWay = 1 << 20

    var direction: LinkDirection

    private let pipes: ShapedPipes
    private let peer: any Channel
    private let isForward: Bool
    private var state: ShapedLink.State
    private var onItsWay = 0
    private var own: (any Channel)?
    /// What is on its way, with the times at which it arrives; a silent link holds it back.
    private var waiting: Deque<(release: Duration, bytes: ByteBuffer)> = []
    private var hasEnded = false

    init(
        _ pipes: ShapedPipes, writesTo peer: any Channel, _ direction: LinkDirection, state: ShapedLink.State,
        isForward: Bool
    ) {
        self.pipes = pipes
        self.peer = peer
        self.direction = direction
        self.state = state
        self.isForward = isForward
    }

    func handlerAdded(context: ChannelHandlerContext) {
        own = context.channel
        if context.channel.isActive { context.read() }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        onItsWay += buffer.readableBytes
        pass(buffer)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if onItsWay < Self.mostOnItsWay { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        hasEnded = true
        if waiting.isEmpty, state != .silent { endPeer() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func become(_ state: ShapedLink.State) {
        self.state = state
        switch state {
        case .cut:
            waiting = []
            own?.reset()
        case .open:
            deliver()
        case .silent: break
        }
    }

    private func pass(_ buffer: ByteBuffer) {
        let release = direction.release(buffer.readableBytes, at: Self.now)
        waiting.append((release, buffer))
        if waiting.count == 1 { deliver() }
    }

    /// Writes what is due, in order, and comes back for the rest.
    private func deliver() {
        guard state == .open else { return }
        while let (release, buffer) = waiting.first {
            let wait = release - Self.now
            guard wait <= .zero else {
                peer.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { self.deliver() }
                return
            }
            waiting.removeFirst()
            write(buffer)
        }
        if hasEnded { endPeer() }
    }

    /// The end of a connection comes after everything that was said on it.
    private func endPeer() {
        pipes.ended(self)
        peer.close(promise: nil)
    }

    private func write(_ buffer: ByteBuffer) {
        let byteCount = buffer.readableBytes
        pipes.count(byteCount, isForward: isForward)
        peer.writeAndFlush(buffer).assumeIsolated().whenComplete { _ in
            let wasFull = self.onItsWay >= Self.mostOnItsWay
            self.onItsWay -= byteCount
            if wasFull, self.onItsWay < Self.mostOnItsWay { self.own?.read() }
        }
    }

    private static var now: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
