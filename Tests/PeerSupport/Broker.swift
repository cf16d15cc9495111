import Foundation
import Glibc
import Synchronization

/// A real broker on loopback, mosquitto, that a test starts, kills and starts again.
package final class Broker: Sendable {
    /// Whether mosquitto and its clients are installed.
    package static let isInstalled =
        ["/usr/sbin/mosquitto", "/usr/bin/mosquitto_sub"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: $0)
        }

    /// Its port on 127.0.0.1.
    package let port: UInt16

    private let running = Mutex<ChildProcess?>(nil)

    /// Takes a port that is free; nothing runs yet.
    package init() throws {
        port = try Self.freePort()
    }

    /// Starts it and waits until it listens.
    package func start() async throws {
        let process = try ChildProcess("/usr/sbin/mosquitto", ["-p", "\(port)"])
        running.withLock { $0 = process }
        while !Self.isListening(port) {
            guard process.isRunning else { throw BrokerError(description: "mosquitto ended at its start") }
            await Task.yield()
        }
    }

    /// Kills it and waits until it has gone.
    package func kill() async {
        let process = running.withLock { process in
            defer { process = nil }
            return process
        }
        await process?.kill()
    }

    /// What comes to a topic, as lines `TOPIC PAYLOAD`: a client of mosquitto that subscribed before this returns.
    package func subscribe(to topic: String) async throws -> BrokerSubscriber {
        try await BrokerSubscriber(port: port, topic: topic)
    }

    private static func isListening(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) } == 0
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        guard withAddress(0, { bind(descriptor, $0, $1) }) == 0 else {
            throw BrokerError(description: "no port is free")
        }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func withAddress(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

/// A broker that does not run.
package struct BrokerError: Error, CustomStringConvertible {
    /// What happened.
    package let description: String
}
