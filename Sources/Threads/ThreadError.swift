import Glibc

/// The system refused to start a thread.
package struct ThreadError: Error, Equatable, CustomStringConvertible {
    /// The name the thread would have had.
    package let name: String
    /// The error number of `pthread_create`.
    package let code: Int32

    /// One line for people, with the way out.
    package var description: String {
        "cannot start the thread \(name): \(String(cString: strerror(code))); "
            + "raise the limit of processes (ulimit -u) or ask for fewer threads"
    }
}
