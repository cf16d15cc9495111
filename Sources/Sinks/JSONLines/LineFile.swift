import Foundation
import Glibc

/// A file of lines that is closed, numbered and begun anew when it is full.
///
/// Belongs to one thread; blocks while it writes.
struct LineFile: ~Copyable {
    private let path: String
    private let maximumBytes: Int
    private let keep: Int
    private var descriptor: Int32 = -1
    private var byteCount = 0

    /// Names a file.
    ///
    /// - Parameters:
    ///   - bytes: beyond which the next lines begin a new file.
    ///   - keep: how many full ones stay: `PATH.1` is the newest.
    init(_ path: String, bytes: Int, keep: Int) {
        (self.path, maximumBytes, self.keep) = (path, bytes, keep)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes whole lines and waits until the disk has them. After an error the file is opened, and mended, again.
    mutating func write(_ lines: [UInt8]) throws(SinkFileError) {
        if descriptor >= 0, byteCount > 0, byteCount + lines.count > maximumBytes { try rotate() }
        if descriptor < 0 { try open() }
        var rest = lines[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write") }
            rest = rest.dropFirst(count)
        }
        guard fdatasync(descriptor) == 0 || errno == EINVAL else { throw failure("fsync") }
        byteCount += lines.count
    }

    /// Opens the file and cuts off a line that a crash left without its end: it was not acknowledged and comes again.
    private mutating func open() throws(SinkFileError) {
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o644)
        guard descriptor >= 0 else { throw failure("open") }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size > 0 else { return byteCount = 0 }  // A pipe or a device has none.
        var end = size
        var chunk = [UInt8](repeating: 0, count: 4096)
        while end > 0 {
            let start = max(0, end - chunk.count)
            let count = pread(descriptor, &chunk, end - start, off_t(start))
            guard count == end - start else { throw failure("read") }
            if let last = chunk[..<count].lastIndex(of: UInt8(ascii: "\n")) {
                end = start + last + 1
                break
            }
            end = start
        }
        if end < size, ftruncate(descriptor, off_t(end)) != 0 { throw failure("truncate") }
        byteCount = end
    }

    private mutating func rotate() throws(SinkFileError) {
        close(descriptor)
        descriptor = -1
        guard keep > 0 else {
            guard truncate(path, 0) == 0 else { throw failure("truncate") }
            return
        }
        for number in stride(from: keep - 1, through: 1, by: -1) {
            rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        guard rename(path, "\(path).1") == 0 else { throw failure("rename") }
    }

    private mutating func failure(_ operation: String) -> SinkFileError {
        let error = SinkFileError(description: "\(path): \(operation): \(String(cString: strerror(errno)))")
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        return error
    }
}

/// A file that cannot be written.
struct SinkFileError: Error, CustomStringConvertible {
    /// The file and what the system says.
    let description: String
}
