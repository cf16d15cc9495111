import DequeModule

/// A bounded queue on disk that several readers empty, each at its own pace: records go in at the end, are safe from a
/// power cut once `commit` says so, and stay until every reader has acknowledged them or room is needed.
///
/// Without files, or while they cannot be written, it keeps what it can in memory, and readers get that. Belongs to one
/// thread; the files say how it blocks.
package struct Spool<Files: SpoolFiles>: ~Copyable {
    let files: Files?
    let limits: SpoolLimits
    var index = SpoolIndex()
    var readers: [String: SpoolReader] = [:]
    /// Records that are not safe on disk, oldest first.
    var tail = Deque<SpoolEntry>()
    var tailBytes = 0
    var next: UInt64 = 1
    /// Whether the last segment may be written to: its end is where the index says.
    var isOpen = false
    var retry: ContinuousClock.Instant?

    /// Why records are not being written; nil where they are, or where there is no disk to write to.
    package internal(set) var failure: SpoolFileError?
    /// Records dropped from memory before they were written.
    package internal(set) var lost: UInt64 = 0
    /// Bytes of a torn end that were cut off at the start.
    package internal(set) var tornBytes = 0

    static var retryInterval: Duration { .seconds(1) }

    /// Takes up what the files hold: cuts a torn end off and goes on behind it.
    ///
    /// - Throws: `SpoolFileError` where the files cannot be read or mended.
    package init(_ files: Files?, limits: SpoolLimits = SpoolLimits()) throws(SpoolFileError) {
        self.files = files
        self.limits = limits
        guard let files else { return }
        try recover(files)
    }

    /// Bytes on disk.
    package var byteCount: Int { index.byteCount }

    /// Bytes in memory.
    package var memoryBytes: Int { tailBytes }

    /// The readers, with how many records wait for each and how many it missed.
    package var standing: [String: (waiting: UInt64, missed: UInt64)] {
        readers.mapValues { (deliverable - min($0.cursor, deliverable), $0.missed) }
    }

    /// Where readers have to stop: behind the last safe record or, where nothing can be made safe, behind the last one.
    var deliverable: UInt64 { files == nil || failure != nil ? next : tail.first?.position ?? next }
}
