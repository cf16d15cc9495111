import Glibc
import Synchronization
import Threads

/// An HTTP camera on loopback: a thread that takes connections one after the other and plays each the next part of its
/// script.
final class TestServer: Sendable {
    /// What one connection gets.
    enum Part: Sendable {
        /// These bytes, and the end.
        case send([UInt8])
        /// These bytes, and then nothing until the other end closes.
        case stall([UInt8])
    }

    let port: Int
    private let thread: OSThread
    private let listener: Int32
    private let taken = Requests()

    /// What was asked, connection by connection.
    var requests: [String] { taken.all.withLock { $0 } }

    init(_ parts: [Part]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        precondition(bound, "no port on loopback")
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        let taken = taken
        thread = try OSThread(name: "test camera") {
            for part in parts {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                var request = [UInt8](repeating: 0, count: 4096)
                let count = read(connection, &request, request.count)
                taken.all.withLock { $0.append(String(decoding: request.prefix(max(0, count)), as: UTF8.self)) }
                switch part {
                case .send(let bytes): Self.send(bytes, to: connection)
                case .stall(let bytes):
                    Self.send(bytes, to: connection)
                    while read(connection, &request, request.count) > 0 {}
                }
                close(connection)
            }
        }
    }

    /// Takes no more connections.
    func stop() async {
        shutdown(listener, Int32(SHUT_RDWR))
        await thread.finished()
        close(listener)
    }

    private static func send(_ bytes: [UInt8], to connection: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private final class Requests: Sendable {
        let all = Mutex<[String]>([])
    }
}
