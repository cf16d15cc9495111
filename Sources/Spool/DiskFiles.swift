import Glibc

/// The files of a folder on disk, locked against other processes.
package final class DiskFiles: SpoolFiles {
    private let folder: String
    private let lock: Int32
    /// Files that are written to, which are few: the last segment and the cursors.
    private var open: [String: Int32] = [:]

    /// Opens a folder, making it and those above it where they are missing.
    ///
    /// - Throws: `SpoolFileError` where it cannot be made or written, or where another process uses it.
    package init(_ folder: String) throws(SpoolFileError) {
        self.folder = folder
        try Self.makeFolder(folder)
        let path = "\(folder)/lock"
        lock = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw SpoolFileError("open", path, code: errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(lock)
            throw SpoolFileError("lock", folder, code: code)
        }
    }

    deinit {
        for descriptor in open.values { close(descriptor) }
        close(lock)
    }

    package func names() throws(SpoolFileError) -> [String] {
        guard let stream = opendir(folder) else { throw SpoolFileError("read", folder, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != "..", name != "lock" { names.append(name) }
        }
        return names
    }

    package func size(of name: String) throws(SpoolFileError) -> Int {
        var status = stat()
        guard stat(path(name), &status) == 0 else { throw failure("stat", name) }
        return Int(status.st_size)
    }

    package func read(_ name: String, at offset: Int, count: Int) throws(SpoolFileError) -> [UInt8] {
        let descriptor = Glibc.open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", name) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var found = 0
        while found < count {
            let more = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + found }, count - found, off_t(offset + found))
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw failure("read", name) }
            guard more > 0 else { break }
            found += more
        }
        bytes.removeLast(count - found)
        return bytes
    }

    package func write(_ bytes: ArraySlice<UInt8>, to name: String, at offset: Int) throws(SpoolFileError) -> Int {
        let descriptor = try descriptor(name)
        while true {
            let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
            if count > 0 { return count }
            // A file system that takes nothing and says nothing has no room.
            if count == 0 { throw SpoolFileError("write", path(name), code: ENOSPC) }
            if errno != EINTR { throw failure("write", name) }
        }
    }

    package func sync(_ name: String) throws(SpoolFileError) {
        guard try fdatasync(descriptor(name)) == 0 else { throw failure("fsync", name) }
    }

    package func syncFolder() throws(SpoolFileError) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolFileError("open", folder, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SpoolFileError("fsync", folder, code: errno) }
    }

    package func truncate(_ name: String, to byteCount: Int) throws(SpoolFileError) {
        guard try ftruncate(descriptor(name), off_t(byteCount)) == 0 else { throw failure("truncate", name) }
    }

    package func remove(_ name: String) throws(SpoolFileError) {
        if let descriptor = open.removeValue(forKey: name) { close(descriptor) }
        guard unlink(path(name)) == 0 || errno == ENOENT else { throw failure("remove", name) }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func failure(_ operation: String, _ name: String) -> SpoolFileError {
        SpoolFileError(operation, path(name), code: errno)
    }

    private func descriptor(_ name: String) throws(SpoolFileError) -> Int32 {
        if let descriptor = open[name] { return descriptor }
        // Of segments only the last is written to.
        if name.hasSuffix(SpoolIndex.suffix), let old = open.keys.first(where: { $0.hasSuffix(SpoolIndex.suffix) }) {
            open.removeValue(forKey: old).map { _ = close($0) }
        }
        let descriptor = Glibc.open(path(name), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open", name) }
        open[name] = descriptor
        return descriptor
    }

    private static func makeFolder(_ path: String) throws(SpoolFileError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw SpoolFileError("open", path, code: ENOTDIR) }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SpoolFileError("make", path, code: errno) }
    }
}
