package import Traces
package import ZeroMQ

/// Where a coordinator listens, as whom, and on which terms.
package struct CoordinatorSettings: Sendable {
    /// Where edges connect, such as `tcp://*:7001`.
    package var edgeEndpoint: String
    /// Where workers connect, such as `tcp://*:7002`.
    package var workerEndpoint: String
    /// Listening sockets to use instead of opening the endpoints; each is closed with the coordinator.
    package var descriptors: (edges: Int32?, workers: Int32?) = (nil, nil)
    /// The terms.
    package var dispatch: DispatchConfiguration
    /// Proves the coordinator and encrypts; the context then needs an `Authenticator`. Nil: no encryption.
    package var keys: KeyPair?
    /// Told how long each request waited, on the coordinator's thread; must return at once. Nil: nobody asks.
    package var trace: (@Sendable (Span) -> Void)?
    /// How long answers to the dead may keep the process from ending.
    package var linger = Duration.milliseconds(500)

    /// Makes settings without encryption.
    package init(edgeEndpoint: String, workerEndpoint: String, dispatch: DispatchConfiguration) {
        self.edgeEndpoint = edgeEndpoint
        self.workerEndpoint = workerEndpoint
        self.dispatch = dispatch
    }

    /// What both sockets have in common.
    private func options(_ role: PeerRole, on descriptor: Int32?) -> [SocketOption] {
        var options: [SocketOption] = [
            .linger(linger), .handshake(.seconds(5)),
            .deadPeersClosed,
        ]
        if let descriptor { options.append(.listeningDescriptor(descriptor)) }
        if let keys {
            options += [.curveServer(keys), .authenticationDomain(role.authenticationDomain)]
        }
        return options
    }

    /// Edges send payloads: few wait in the socket, because the coordinator reads at once and decides itself.
    var edgeOptions: [SocketOption] {
        options(.edge, on: descriptors.edges) + [
            .maximumFrameBytes(max(dispatch.maximumPayloadBytes, headerLimit)), .receiveHighWaterMark(64),
            .sendHighWaterMark(4096),
        ]
    }

    /// Workers are sent what their credit allows, which never fills the mark; what they send is small.
    var workerOptions: [SocketOption] {
        options(.worker, on: descriptors.workers) + [
            .maximumFrameBytes(headerLimit), .receiveHighWaterMark(4096), .sendHighWaterMark(2 * 4096),
        ]
    }
}

/// Twice what a header may have, so that one that is too large is answered and not only disconnected.
private let headerLimit = 32_768
