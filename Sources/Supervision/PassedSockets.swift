import Glibc

/// Listening sockets that a service manager opened and keeps for this process (`sd_listen_fds(3)`): whoever connects while
/// it restarts waits instead of being refused.
package struct PassedSockets: Sendable {
    /// A listening socket.
    package struct Listener: Equatable, Sendable {
        /// Its descriptor, closed by whoever listens on it.
        package let descriptor: Int32
        /// `tcp://ADDRESS:PORT`.
        package let endpoint: String
    }

    private let listeners: [String: Listener]

    /// Takes over what the environment says was passed to this process.
    ///
    /// - Parameters:
    ///   - environment: `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` are looked at.
    ///   - names: the names that this process knows, `FileDescriptorName=` of socket units.
    /// - Throws: `SupervisionError` where a socket has another name, comes twice or does not listen on TCP.
    package init(
        _ environment: [String: String], process: Int32, names: Set<String>
    ) throws(SupervisionError) {
        guard environment["LISTEN_PID"] == "\(process)", let text = environment["LISTEN_FDS"] else {
            listeners = [:]
            return
        }
        guard let count = Int32(text), (0...64).contains(count) else {
            throw SupervisionError(description: "LISTEN_FDS is '\(text)': expected 0 to 64")
        }
        let given = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        var listeners: [String: Listener] = [:]
        for offset in 0..<count {
            let name = given.indices.contains(Int(offset)) ? String(given[Int(offset)]) : ""
            guard names.contains(name), listeners[name] == nil else {
                throw SupervisionError(
                    description: "a socket named '\(name)' was passed: expected one each with FileDescriptorName= "
                        + names.sorted().joined(separator: " or "))
            }
            listeners[name] = try Self.listener(Self.first + offset, named: name)
        }
        self.listeners = listeners
    }

    /// The socket of that name; nil where none was passed.
    package subscript(name: String) -> Listener? { listeners[name] }

    /// Descriptors follow standard error.
    private static let first: Int32 = 3

    /// Checks that a descriptor is a TCP socket that listens, and makes it fit for a poll loop.
    static func listener(_ descriptor: Int32, named name: String) throws(SupervisionError) -> Listener {
        var (listens, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens == 1,
            let endpoint = endpoint(of: descriptor)
        else {
            throw SupervisionError(description: "the socket '\(name)' that was passed does not listen on TCP")
        }
        // What systemd hands over survives exec and blocks.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        return Listener(descriptor: descriptor, endpoint: endpoint)
    }

    private static func endpoint(of descriptor: Int32) -> String? {
        var (storage, size) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let isKnown = withUnsafeMutablePointer(to: &storage) {
            // The calls take any kind of address by the one pointer type.
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &size) == 0
                    && getnameinfo(
                        address, size, &host, socklen_t(host.count), &port, socklen_t(port.count),
                        NI_NUMERICHOST | NI_NUMERICSERV) == 0
            }
        }
        guard isKnown, [AF_INET, AF_INET6].contains(Int32(storage.ss_family)) else { return nil }
        let texts = [host, port].map {
            String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return storage.ss_family == sa_family_t(AF_INET6)
            ? "tcp://[\(texts[0])]:\(texts[1])" : "tcp://\(texts[0]):\(texts[1])"
    }
}
