import Foundation

/// The limit of open files: every socket and connection is one, and the usual 1024 hold few hundred workers.
enum OpenFiles {
    /// Raises this process's limit to what the system allows without asking.
    static func allowAll() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)  // Where it stays, opening says what is missing.
    }
}
