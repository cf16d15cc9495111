import Foundation

/// A line on standard error that counts long work, where that is a terminal.
struct Progress {
    private let total: Int
    private let shown: Bool
    private var done = 0

    /// Makes a line for some number of steps.
    init(total: Int) {
        self.total = total
        shown = isatty(STDERR_FILENO) == 1
    }

    /// Counts one step.
    mutating func step() {
        done += 1
        guard shown, done % 10 == 0 || done == total else { return }
        FileHandle.standardError.write(Data("\r\(done) of \(total)".utf8))
    }

    /// Wipes the line.
    func clear() {
        guard shown else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
