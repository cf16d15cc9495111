package import Wire
package import ZeroMQ

/// One connection of a node, as the coordinator's sockets know it.
package struct Peer: Hashable, Sendable {
    /// Which socket it came through.
    package let role: Role
    /// Its address there.
    package let routing: RoutingID

    /// Names a connection.
    package init(role: Role, routing: RoutingID) {
        self.role = role
        self.routing = routing
    }
}
