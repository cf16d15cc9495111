import Glibc

/// The service manager that started this process and wants to hear of it: systemd, or another that speaks `sd_notify(3)`.
///
/// Any thread may tell it something; that takes one datagram and never waits.
package struct Supervisor: Sendable {
    /// After how much silence the process is killed and started again; nil where nobody watches.
    package let watchdog: Duration?

    private let path: String

    /// Finds the supervisor in the environment; nil where none asks to be told.
    ///
    /// - Parameters:
    ///   - environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are looked at.
    ///   - process: this process's id; a watchdog that is meant for another is none of ours.
    /// - Throws: `SupervisionError` where an entry cannot be understood.
    package init?(_ environment: [String: String], process: Int32) throws(SupervisionError) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        // A leading @ stands for the zero byte of an abstract name; one byte is kept for the end of others.
        guard path.hasPrefix("/") || path.hasPrefix("@"), path.utf8.count < Self.longestPath else {
            throw SupervisionError(
                description:
                    "NOTIFY_SOCKET is '\(path)': expected a path or @name of at most \(Self.longestPath - 1) bytes")
        }
        self.path = path
        watchdog = try Self.watchdog(environment, process: process)
    }

    /// Tells it.
    ///
    /// - Throws: `SupervisionError` where nobody takes it; the process can go on.
    package func tell(_ notices: [Notice]) throws(SupervisionError) {
        let text = notices.map(\.text).joined(separator: "\n")
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure("make a socket", errno) }
        defer { close(descriptor) }
        var (address, size) = Self.address(path)
        let bytes = Array(text.utf8)
        let sent = withUnsafePointer(to: &address) {
            // The calls take any kind of address by the one pointer type.
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL), $0, size)
            }
        }
        guard sent == bytes.count else { throw Self.failure("tell \(path)", errno) }
    }

    private static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

    private static func address(_ path: String) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        if path.hasPrefix("@") { withUnsafeMutableBytes(of: &address.sun_path) { $0[0] = 0 } }
        let size = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + path.utf8.count } ?? 0
        return (address, socklen_t(size))
    }

    private static func watchdog(
        _ environment: [String: String], process: Int32
    ) throws(SupervisionError) -> Duration? {
        guard let text = environment["WATCHDOG_USEC"] else { return nil }
        if let owner = environment["WATCHDOG_PID"], owner != "\(process)" { return nil }
        guard let microseconds = Int64(text), microseconds > 0 else {
            throw SupervisionError(description: "WATCHDOG_USEC is '\(text)': expected microseconds above 0")
        }
        return .microseconds(microseconds)
    }

    private static func failure(_ deed: String, _ code: Int32) -> SupervisionError {
        SupervisionError(description: "cannot \(deed): \(String(cString: strerror(code)))")
    }
}
