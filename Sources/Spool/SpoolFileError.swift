import Glibc

/// The system refused to do something to a spool's file.
package struct SpoolFileError: Error, Equatable, CustomStringConvertible {
    /// What was asked of it, such as `fsync`.
    package let operation: String
    /// The file or folder.
    package let path: String
    /// The error number.
    package let code: Int32

    /// Makes an error.
    package init(_ operation: String, _ path: String, code: Int32) {
        (self.operation, self.path, self.code) = (operation, path, code)
    }

    /// Whether it is the space that is missing.
    var isFull: Bool { code == ENOSPC || code == EDQUOT }

    /// One line for people.
    package var description: String {
        if code == EWOULDBLOCK { return "\(path): another process uses this spool; give each edge a folder of its own" }
        return "\(path): \(operation): \(String(cString: strerror(code)))"
    }
}
