import LinkShaping
import NIOCore
import NIOPosix
import Testing

/// On real sockets of loopback.
@Suite(.timeLimit(.minutes(5))) struct ShapedLinkTests {
    @Test func bytesArriveInOrderAndUnchanged() async throws {
        try await withEcho { echo in
            let link = try await ShapedLink(to: echo, try LinkConditions("delay=1ms,jitter=2ms"))
            let client = try await Client(link.endpoint)
            let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let answer = try await client.ask(bytes)
            #expect(answer.elementsEqual(bytes) as Bool)
            #expect(link.byteCounts == (200_000, 200_000))
            try await client.close()
            try await link.close()
        }
    }

    @Test func aCutLinkEndsConnectionsAndAHealedOneTakesNewOnes() async throws {
        try await withEcho { echo in
            let link = try await ShapedLink(to: echo)
            let first = try await Client(link.endpoint)
            #expect(try await first.ask([1, 2, 3]) == [1, 2, 3])
            link.become(.cut)
            await first.ended()
            link.become(.open)
            let second = try await Client(link.endpoint)
            #expect(try await second.ask([4, 5]) == [4, 5])
            try await second.close()
            try await link.close()
        }
    }

    @Test func aSilentLinkDeliversWhenItIsHealed() async throws {
        try await withEcho { echo in
            let link = try await ShapedLink(to: echo)
            let client = try await Client(link.endpoint)
            #expect(try await client.ask([1]) == [1])
            link.become(.silent)
            try await client.say([2])
            // Commands of one task reach the link's thread in order, after the bytes above have reached its socket or before:
            // either way nothing is lost.
            link.become(.open)
            #expect(try await client.hear(1) == [2])
            try await client.close()
            try await link.close()
        }
    }

    @Test(arguments: ["inproc://edges", "tcp://host", "tcp://:7001", "tcp://host:99999"])
    func aTargetThatIsNoEndpointIsRefused(_ target: String) async {
        let error = await #expect(throws: LinkEndpointError.self) { _ = try await ShapedLink(to: target) }
        #expect(error?.description == "\(target) is no TCP endpoint; write tcp://HOST:PORT")
    }

    /// Runs the body beside a server that says everything again.
    private func withEcho(_ body: (String) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Echo()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try await body("tcp://127.0.0.1:\(server.localAddress?.port ?? 0)")
        try await server.close()
    }

    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.channel.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }
    }

    /// One connection that is asked and answers.
    private final class Client {
        private let channel: any Channel
        private let bytes: AsyncStream<[UInt8]>
        private var iterator: AsyncStream<[UInt8]>.Iterator
        private var heard: [UInt8] = []

        init(_ endpoint: String) async throws {
            let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
            let port = Int(endpoint.split(separator: ":").last ?? "") ?? 0
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Ear(continuation))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
            bytes = stream
            iterator = stream.makeAsyncIterator()
        }

        func say(_ bytes: [UInt8]) async throws {
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
        }

        func hear(_ count: Int) async throws -> [UInt8] {
            while heard.count < count, let more = await iterator.next() { heard += more }
            defer { heard.removeFirst(min(count, heard.count)) }
            return Array(heard.prefix(count))
        }

        func ask(_ bytes: [UInt8]) async throws -> [UInt8] {
            try await say(bytes)
            return try await hear(bytes.count)
        }

        func ended() async {
            while await iterator.next() != nil {}
        }

        func close() async throws {
            try await channel.close()
        }
    }

    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<[UInt8]>.Continuation

        init(_ continuation: AsyncStream<[UInt8]>.Continuation) {
            self.continuation = continuation
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(buffer: unwrapInboundIn(data)))
        }

        func channelInactive(context: ChannelHandlerContext) {
            continuation.finish()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
