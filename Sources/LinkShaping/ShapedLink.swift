import NIOCore
import NIOPosix
import Synchronization

/// A TCP relay whose link can be slow, lossy, cut and healed, without privileges.
///
/// Listens on loopback and passes every connection on to a target, each direction through a `LinkDirection`. Any task may
/// change its state; the owner calls `close` once, last.
package final class ShapedLink: Sendable {
    /// What becomes of the bytes.
    package enum State: Equatable, Sendable {
        /// They arrive under the link's conditions.
        case open
        /// Nothing arrives and nobody is told, as when a cable is pulled.
        case silent
        /// Connections are reset, and new ones too.
        case cut
    }

    /// Where to connect instead of the target: `tcp://127.0.0.1:40123`.
    package let endpoint: String

    private let listener: any Channel
    private let pipes: ShapedPipes
    private let group: MultiThreadedEventLoopGroup

    /// Starts to listen on a free port of loopback, or on the given one.
    ///
    /// - Parameters:
    ///   - target: where bytes go, such as `tcp://10.0.0.2:7001`.
    ///   - seed: the same seed delays and loses the same.
    /// - Throws: `LinkEndpointError` for a target that is no TCP endpoint, and what listening throws.
    package init(
        to target: String, port: Int = 0, _ conditions: LinkConditions = LinkConditions(), seed: UInt64 = 1
    ) async throws {
        let (host, targetPort) = try Self.address(of: target)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let pipes = ShapedPipes(conditions, seed: seed)
        do {
            listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.autoRead, value: false)
                .childChannelInitializer { near in
                    ClientBootstrap(group: near.eventLoop)
                        .channelOption(.autoRead, value: false)
                        .connectTimeout(.seconds(5))
                        .connect(host: host, port: targetPort)
                        .flatMapThrowing { far in try pipes.join(near, far) }
                        .flatMapError { _ in near.close() }
                }
                .bind(host: "127.0.0.1", port: port).get()
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        endpoint = "tcp://127.0.0.1:\(listener.localAddress?.port ?? port)"
        self.group = group
        self.pipes = pipes
    }

    /// What becomes of bytes from now on; bytes on their way in a cut link are lost with their connection.
    package func become(_ state: State) {
        group.next().execute { [pipes] in pipes.become(state) }
    }

    /// Other conditions for the bytes that arrive from now on.
    package func become(_ conditions: LinkConditions) {
        group.next().execute { [pipes] in pipes.become(conditions) }
    }

    /// Bytes that reached the target, and that came back from it.
    package var byteCounts: (forward: Int, backward: Int) { pipes.byteCounts }

    /// Ends all connections and the listening.
    package func close() async throws {
        become(.cut)
        try await listener.close()
        try await group.shutdownGracefully()
    }

    private static func address(of endpoint: String) throws(LinkEndpointError) -> (host: String, port: Int) {
        let scheme = "tcp://"
        guard endpoint.hasPrefix(scheme), let colon = endpoint.lastIndex(of: ":"),
            let port = Int(endpoint[endpoint.index(after: colon)...]), (1...65535).contains(port)
        else { throw LinkEndpointError(endpoint: endpoint) }
        let host = endpoint[endpoint.index(endpoint.startIndex, offsetBy: scheme.count)..<colon]
        guard !host.isEmpty else { throw LinkEndpointError(endpoint: endpoint) }
        return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host), port)
    }
}

/// An endpoint that a link cannot be laid to.
package struct LinkEndpointError: Error, Equatable, CustomStringConvertible {
    /// The endpoint.
    package let endpoint: String

    /// What was expected.
    package var description: String { "\(endpoint) is no TCP endpoint; write tcp://HOST:PORT" }
}
