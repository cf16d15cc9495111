import Foundation
import Glibc

/// Reads how much memory a process has.
package enum ResidentMemory {
    /// Resident bytes of a process; nil where there is none of that number. Called from any thread.
    ///
    /// - Parameter process: its number; this process without it.
    package static func bytes(of process: Int32? = nil) -> Int? {
        let path = "/proc/\(process.map(String.init) ?? "self")/statm"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
