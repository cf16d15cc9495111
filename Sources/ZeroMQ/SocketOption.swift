import CZeroMQ

/// A setting of a socket with its unit in its type, so that a wrong value does not build.
package enum SocketOption: Sendable {
    /// A router reports peers that are gone or full instead of dropping messages silently. On by default.
    case routerMandatory(Bool)
    /// How long unsent messages survive the closing of their socket; half a second by default.
    case linger(Duration)
    /// Messages queue only for connections that are up. On by default.
    case immediate(Bool)
    /// How long a connection may take to greet and authenticate.
    case handshake(Duration)
    /// The largest frame accepted, in bytes; a peer that sends a larger one is disconnected.
    case maximumFrameBytes(Int)
    /// How many messages may wait to be sent to one peer.
    case sendHighWaterMark(Int)
    /// How many messages from one peer may wait to be read.
    case receiveHighWaterMark(Int)
    /// The name under which a router knows this socket; 1 to 255 bytes, not starting with zero.
    case routingID([UInt8])
    /// Accepts only encrypted connections, proving itself with this key pair.
    case curveServer(KeyPair)
    /// Connects encrypted, to the server with this public key, proving itself with this key pair.
    case curveClient(KeyPair, server: PublicKey)
    /// The domain that an authentication handler is asked about.
    case authenticationDomain(String)
    /// The first delay before a lost connection is tried again, and the bound of its doubling.
    case reconnect(first: Duration, maximum: Duration)
    /// TCP keep-alive: idle time before the first probe, time between probes, and probes before giving up.
    case keepAlive(idle: Duration, interval: Duration, probes: Int)
    /// Whether host names resolve to IPv6 addresses too.
    case ipv6(Bool)
    /// Listens on this descriptor, which listens already and closes with the socket, wherever `bind` says to.
    case listeningDescriptor(Int32)

    /// Keep-alive after 15 s of silence, every 5 s, three times: the kernel closes what a host that is gone left behind.
    /// Fovea's own heartbeats decide sooner who is lost; those of ZMTP stay off (docs/decisions/0018).
    package static let deadPeersClosed = SocketOption.keepAlive(idle: .seconds(15), interval: .seconds(5), probes: 3)

    func apply(to socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
        switch self {
        case .routerMandatory(let isOn): try set("ROUTER_MANDATORY", ZMQ_ROUTER_MANDATORY, isOn ? 1 : 0, socket)
        case .linger(let time): try set("LINGER", ZMQ_LINGER, milliseconds(time), socket)
        case .immediate(let isOn): try set("IMMEDIATE", ZMQ_IMMEDIATE, isOn ? 1 : 0, socket)
        case .handshake(let time): try set("HANDSHAKE_IVL", ZMQ_HANDSHAKE_IVL, milliseconds(time), socket)
        case .maximumFrameBytes(let bytes): try set("MAXMSGSIZE", ZMQ_MAXMSGSIZE, wide: Int64(bytes), socket)
        case .sendHighWaterMark(let messages): try set("SNDHWM", ZMQ_SNDHWM, Int32(clamping: messages), socket)
        case .receiveHighWaterMark(let messages): try set("RCVHWM", ZMQ_RCVHWM, Int32(clamping: messages), socket)
        case .routingID(let bytes): try set("ROUTING_ID", ZMQ_ROUTING_ID, bytes, socket)
        case .curveServer(let pair):
            try set("CURVE_SERVER", ZMQ_CURVE_SERVER, 1, socket)
            try set("CURVE_SECRETKEY", ZMQ_CURVE_SECRETKEY, pair.secretKey.bytes, socket)
        case .curveClient(let pair, let server):
            try set("CURVE_SERVERKEY", ZMQ_CURVE_SERVERKEY, server.bytes, socket)
            try set("CURVE_PUBLICKEY", ZMQ_CURVE_PUBLICKEY, pair.publicKey.bytes, socket)
            try set("CURVE_SECRETKEY", ZMQ_CURVE_SECRETKEY, pair.secretKey.bytes, socket)
        case .authenticationDomain(let name): try set("ZAP_DOMAIN", ZMQ_ZAP_DOMAIN, Array(name.utf8), socket)
        case .reconnect(let first, let maximum):
            try set("RECONNECT_IVL", ZMQ_RECONNECT_IVL, milliseconds(first), socket)
            try set("RECONNECT_IVL_MAX", ZMQ_RECONNECT_IVL_MAX, milliseconds(maximum), socket)
        case .keepAlive(let idle, let interval, let probes):
            try set("TCP_KEEPALIVE", ZMQ_TCP_KEEPALIVE, 1, socket)
            try set("TCP_KEEPALIVE_IDLE", ZMQ_TCP_KEEPALIVE_IDLE, milliseconds(idle) / 1000, socket)
            try set("TCP_KEEPALIVE_INTVL", ZMQ_TCP_KEEPALIVE_INTVL, milliseconds(interval) / 1000, socket)
            try set("TCP_KEEPALIVE_CNT", ZMQ_TCP_KEEPALIVE_CNT, Int32(clamping: probes), socket)
        case .ipv6(let isOn): try set("IPV6", ZMQ_IPV6, isOn ? 1 : 0, socket)
        case .listeningDescriptor(let descriptor): try set("USE_FD", ZMQ_USE_FD, descriptor, socket)
        }
    }

    private func set(
        _ name: String,
        _ option: Int32,
        _ value: Int32,
        _ socket: UnsafeMutableRawPointer
    ) throws(ZeroMQError) {
        var value = value
        guard zmq_setsockopt(socket, option, &value, MemoryLayout<Int32>.size) == 0 else {
            throw ZeroMQError("set \(name)")
        }
    }

    private func set(
        _ name: String,
        _ option: Int32,
        wide value: Int64,
        _ socket: UnsafeMutableRawPointer
    ) throws(ZeroMQError) {
        var value = value
        guard zmq_setsockopt(socket, option, &value, MemoryLayout<Int64>.size) == 0 else {
            throw ZeroMQError("set \(name)")
        }
    }

    private func set(
        _ name: String,
        _ option: Int32,
        _ value: [UInt8],
        _ socket: UnsafeMutableRawPointer
    ) throws(ZeroMQError) {
        guard zmq_setsockopt(socket, option, value, value.count) == 0 else { throw ZeroMQError("set \(name)") }
    }
}

/// Whole milliseconds, rounded up so that a short time does not become none.
func milliseconds(_ duration: Duration) -> Int32 {
    let parts = duration.components
    let rounded = (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    let (whole, overflow) = parts.seconds.multipliedReportingOverflow(by: 1000)
    return overflow ? Int32.max : Int32(clamping: whole + rounded)
}
