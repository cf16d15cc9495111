/// Where a page is served: HOST:PORT, the host an address of IPv4 or IPv6 in brackets, or `localhost`.
package struct PageAddress: Equatable, Sendable, CustomStringConvertible {
    /// The address without brackets.
    package let host: String
    /// The port; 0: any that is free.
    package let port: UInt16

    /// Reads an address; nil where it is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        if host == "*" { host = "0.0.0.0" }
        guard host.contains(":") ? Self.isIPv6(host) : Self.isIPv4(host) else {
            return nil
        }
        (self.host, self.port) = (host, port)
    }

    /// Whether nobody off this machine can reach it.
    package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

    /// HOST:PORT.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether a request's `Host` names this machine itself, as a browser's does unless a foreign name was bent to it.
    package static func isLocal(hostHeader: String) -> Bool {
        let host = hostHeader.hasPrefix("[") ? "[::1]" : hostHeader.split(separator: ":").first.map(String.init) ?? ""
        return host == "localhost" || host.hasPrefix("127.") && isIPv4(host) || hostHeader.hasPrefix("[::1]")
    }

    private static func isIPv6(_ host: String) -> Bool {
        host.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    private static func isIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
