import Glibc

/// A stream of bytes from a file descriptor: a connection, or standard input. Closes what it opened.
struct DescriptorStream: ~Copyable {
    private let descriptor: Int32
    private let isOwned: Bool

    /// Reads a descriptor that somebody else closes.
    init(borrowing descriptor: Int32) {
        (self.descriptor, isOwned) = (descriptor, false)
    }

    private init(owning descriptor: Int32) {
        (self.descriptor, isOwned) = (descriptor, true)
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    /// Connects by TCP to the first address of a host that answers. The name is looked up by the system, which may take
    /// seconds and does not ask the patience.
    static func connected(to address: HTTPAddress, _ patience: Patience) throws(CameraError) -> DescriptorStream {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, "\(address.port)", &hints, &found)
        defer { freeaddrinfo(found) }
        guard code == 0 else {
            throw CameraError(.unreachable, "\(address.host): no such host (\(String(cString: gai_strerror(code))))")
        }
        var problem = "no address"
        for place in sequence(first: found, next: { $0?.pointee.ai_next }).prefix(while: { $0 != nil }) {
            guard let place else { break }
            let descriptor = socket(
                place.pointee.ai_family,
                place.pointee.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { continue }
            let stream = DescriptorStream(owning: descriptor)
            if connect(descriptor, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0 { return stream }
            if errno == EINPROGRESS {
                try patience.wait(for: descriptor, Int32(POLLOUT))
                var failure: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
                if failure == 0 { return stream }
                errno = failure
            }
            problem = String(cString: strerror(errno))
        }
        throw CameraError(.unreachable, "\(address.host):\(address.port) cannot be reached: \(problem)")
    }

    /// Sends all bytes.
    func write(_ text: String, _ patience: Patience) throws(CameraError) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            try patience.wait(for: descriptor, Int32(POLLOUT))
            let count = bytes[sent...].withUnsafeBytes { rest in
                send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw failure }
            sent += count
        }
    }

    /// Appends what has come, waiting for at least one byte; false at the end of the stream.
    func read(into bytes: inout [UInt8], _ patience: Patience) throws(CameraError) -> Bool {
        while true {
            try patience.wait(for: descriptor, Int32(POLLIN))
            let chunk = 64 << 10
            let old = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: chunk))
            let count = bytes.withUnsafeMutableBytes { bytes in
                Glibc.read(descriptor, bytes.baseAddress.map { $0 + old }, chunk)
            }
            bytes.removeLast(chunk - max(0, count))
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count >= 0 else { throw failure }
            return count > 0
        }
    }

    private var failure: CameraError {
        CameraError(.ended, "the connection broke: \(String(cString: strerror(errno)))")
    }
}
