import DequeModule

/// A bounded queue on disk that several readers empty, each at its own pace: records go in at the end, are safe from a
/// power cut once `commit` says so, and stay until every reader has acknowledged them or room is needed.
///
/// Without files, or while they cannot be written, it keeps what it can in memory, and readers get that. Belongs to one
/// thread; the files say how it blocks.
package struct Spool<Files: SpoolFiles>: ~Copyable {
    private let files: Files?
    private let limits: SpoolLimits
    private var index = SpoolIndex()
    private var readers: [String: SpoolReader] = [:]
    /// Records that are not safe on disk, oldest first.
    private var tail = Deque<SpoolEntry>()
    private var tailBytes = 0
    private var next: UInt64 = 1
    /// Whether the last segment may be written to: its end is where the index says.
    private var isOpen = false
    private var retry: ContinuousClock.Instant?

    /// Why records are not being written; nil where they are, or where there is no disk to write to.
    package private(set) var failure: SpoolFileError?
    /// Records dropped from memory before they were written.
    package private(set) var lost: UInt64 = 0
    /// Bytes of a torn end that were cut off at the start.
    package private(set) var tornBytes = 0

    private static var retryInterval: Duration { .seconds(1) }

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
    private var deliverable: UInt64 { files == nil || failure != nil ? next : tail.first?.position ?? next }

    // MARK: - Writing

    /// Takes a record, to be written by the next commit. One that would take half of the spool's room is dropped.
    package mutating func append(_ record: SpoolRecord) {
        guard SpoolFormat.byteCount(of: record) <= (files == nil ? limits.memoryBytes : limits.bytes) / 2 else {
            lost += 1
            return
        }
        tail.append(SpoolEntry(position: next, record: record))
        tailBytes += SpoolFormat.byteCount(of: record)
        next += 1
        while tailBytes > limits.memoryBytes, tail.count > 1 { dropFromMemory() }
    }

    /// Writes what was taken and waits until the disk has it.
    ///
    /// - Returns: whether every record that was appended would survive a power cut now.
    package mutating func commit(at now: ContinuousClock.Instant = .now) -> Bool {
        guard let files else { return false }
        if failure != nil, let retry, now < retry { return false }
        while !tail.isEmpty {
            do throws(SpoolFileError) {
                try writeTail(to: files)
            } catch {
                // What is behind the segment's known end is worth nothing, and after a failed fsync nobody knows what the
                // disk has: the records are still here and go to a new segment.
                isOpen = false
                if let last = index.segments.last { try? files.truncate(last.name, to: last.bytes) }
                if error.isFull, (try? makeRoom(in: files)) == true { continue }
                failure = error
                retry = now + Self.retryInterval
                return false
            }
        }
        failure = nil
        return true
    }

    /// Writes as much of the tail as fits the last segment, or a new one, and waits for the disk.
    private mutating func writeTail(to files: Files) throws(SpoolFileError) {
        guard let first = tail.first else { return }
        let firstBytes = SpoolFormat.byteCount(of: first.record)
        let room = limits.segmentBytes - (index.segments.last?.bytes ?? 0)
        if !isOpen || firstBytes > room || first.position != index.end { try begin(at: first.position, in: files) }
        guard let segment = index.segments.last else { return }
        var bytes: [UInt8] = []
        var count = 0
        for entry in tail {
            let size = SpoolFormat.byteCount(of: entry.record)
            let isNext = entry.position == first.position + UInt64(count)
            if count > 0, !isNext || segment.bytes + bytes.count + size > limits.segmentBytes { break }
            SpoolFormat.append(entry.record, to: &bytes)
            count += 1
        }
        while index.byteCount + bytes.count > limits.bytes, try makeRoom(in: files) {}
        try files.writeAll(bytes, to: segment.name, at: segment.bytes)
        try files.sync(segment.name)
        index.wrote(count, bytes: bytes.count)
        tail.removeFirst(count)
        tailBytes -= bytes.count
    }

    /// Begins a segment; what it is called is on disk before its first record is.
    private mutating func begin(at first: UInt64, in files: Files) throws(SpoolFileError) {
        isOpen = false
        if let last = index.segments.last, last.isEmpty {
            try files.remove(last.name)
            index.removeLast()
        }
        let segment = SpoolIndex.Segment(first: first, bytes: SpoolFormat.headerBytes)
        try files.writeAll(SpoolFormat.header(first: first), to: segment.name, at: 0)
        try files.sync(segment.name)
        try files.syncFolder()
        index.begin(at: first)
        isOpen = true
    }

    /// Drops the oldest segment; false where there is none to drop.
    private mutating func makeRoom(in files: Files) throws(SpoolFileError) -> Bool {
        guard let dropped = index.removeOldest() else { return false }
        try files.remove(dropped.name)
        skipReaders(to: index.segments[0].first)
        return true
    }

    private mutating func dropFromMemory() {
        guard let dropped = tail.popFirst() else { return }
        tailBytes -= SpoolFormat.byteCount(of: dropped.record)
        lost += 1
        guard index.segments.isEmpty, let first = tail.first else { return }
        skipReaders(to: first.position)
    }

    private mutating func skipReaders(to position: UInt64) {
        for name in readers.keys { readers[name]?.skip(to: position) }
    }

    // MARK: - Reading

    /// Adds a reader, or takes one up where it stopped; a new one gets what comes from now on.
    package mutating func addReader(_ name: String) throws(SpoolFileError) {
        guard readers[name] == nil else { return }
        guard let files else {
            readers[name] = SpoolReader(cursor: next)
            return
        }
        let file = name + CursorFile.suffix
        let found = try files.names().contains(file) ? CursorFile.read(try files.read(file, at: 0, count: 64)) : nil
        var reader = SpoolReader(cursor: found?.position ?? next, generation: found?.generation ?? 0)
        if let first = index.segments.first?.first { reader.skip(to: first) }
        readers[name] = reader
        guard found == nil else { return }
        // On disk before the first record is, so that nothing is skipped after a crash.
        try writeCursor(of: name)
        try files.sync(name + CursorFile.suffix)
        try files.syncFolder()
    }

    /// Forgets a reader, whose place stays on disk in case that it comes back.
    package mutating func removeReader(_ name: String) {
        try? syncCursor(of: name)
        readers[name] = nil
        release()
    }

    /// The next records that a reader has not acknowledged, oldest first; none where there are none.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - bytes: of how many bytes together at most, the first one aside.
    package mutating func read(_ name: String, count: Int, bytes: Int = 4 << 20) -> [SpoolEntry] {
        guard let files, readers[name] != nil else { return readTail(from: readers[name]?.cursor, count) }
        var found: [SpoolEntry] = []
        var rest = bytes
        while found.count < count, rest > 0 {
            let position = found.last.map { $0.position + 1 } ?? readers[name]?.cursor ?? 0
            guard let segment = index.segment(at: position) else { break }
            let positions = index.positions(of: segment)
            if positions.lowerBound > position { readers[name]?.skip(to: positions.lowerBound) }
            let before = found.count
            collect(&found, upTo: count, &rest, of: name, from: max(position, positions.lowerBound), segment, files)
            if found.count == before, rest > 0 {
                // Damaged, or unreadable: what follows in this segment is out of reach.
                guard found.isEmpty, positions.upperBound > position else { break }
                readers[name]?.skip(to: positions.upperBound)
            }
        }
        guard found.count < count, rest > 0 else { return found }
        return found + readTail(from: found.last.map { $0.position + 1 } ?? readers[name]?.cursor, count - found.count)
    }

    /// Collects a segment's records from a position on, as far as they are whole and wanted.
    private mutating func collect(
        _ found: inout [SpoolEntry], upTo count: Int, _ rest: inout Int, of name: String, from start: UInt64,
        _ segment: Int, _ files: Files
    ) {
        let file = index.segments[segment]
        let positions = index.positions(of: segment)
        var place = SpoolReader.Mark(segment: file.first, position: file.first, offset: SpoolFormat.headerBytes)
        if let mark = readers[name]?.mark, mark.segment == file.first, mark.position <= start { place = mark }
        var buffer: [UInt8] = []
        var begin = place.offset  // Where in the file the buffer begins.
        while found.count < count, rest > 0, positions.contains(place.position), place.offset < file.bytes {
            switch SpoolFormat.record(in: buffer, at: place.offset - begin, maximum: file.bytes - place.offset) {
            case .none where place.offset - begin < buffer.count: return
            case .none: fill(8)
            case .partial(let byteCount): fill(byteCount)
            case .record(let record, let byteCount):
                if place.position >= start {
                    if !found.isEmpty, byteCount > rest { return rest = 0 }
                    found.append(SpoolEntry(position: place.position, record: record))
                    rest -= byteCount
                }
                place = .init(segment: file.first, position: place.position + 1, offset: place.offset + byteCount)
                // The reader begins again at its cursor, so this is where the next reading may begin.
                if place.position <= readers[name]?.cursor ?? 0 { readers[name]?.mark = place }
            }
        }

        /// Reads on, at least so many bytes from the place at hand.
        func fill(_ wanted: Int) {
            let size = min(max(wanted, 65_536), file.bytes - place.offset)
            let more = try? files.read(file.name, at: place.offset, count: size)
            begin = place.offset
            buffer = more ?? []
            // Nothing more, or less than a record needs, ends the loop as damage does.
            if buffer.count < min(wanted, size) || wanted > size { buffer = [UInt8](repeating: 0, count: 8) }
        }
    }

    private func readTail(from position: UInt64?, _ count: Int) -> [SpoolEntry] {
        guard let position, deliverable == next, let first = tail.first?.position else { return [] }
        // Positions in memory have no gaps.
        return Array(tail.dropFirst(position > first ? Int(position - first) : 0).prefix(count))
    }

    /// A reader needs nothing up to a position any more.
    package mutating func acknowledge(_ name: String, through position: UInt64) {
        guard var reader = readers[name], position >= reader.cursor, position < next else { return }
        reader.cursor = position + 1
        readers[name] = reader
        // A cursor that is not on disk costs repeats after a power cut, nothing else: it need not be waited for each time.
        try? writeCursor(of: name)
        if reader.cursor - reader.synced >= 256 { try? syncCursor(of: name) }
        release()
    }

    /// Lets go of what every reader has acknowledged.
    private mutating func release() {
        guard let slowest = readers.values.map(\.cursor).min() else { return }
        if deliverable == next {
            while let first = tail.first, first.position < slowest {
                tail.removeFirst()
                tailBytes -= SpoolFormat.byteCount(of: first.record)
            }
        }
        guard let files else { return }
        for segment in index.remove(before: slowest) {
            for name in readers.keys { try? syncCursor(of: name) }
            try? files.remove(segment.name)
        }
    }

    /// Brings the places of all readers to disk.
    package mutating func close() {
        for name in readers.keys { try? syncCursor(of: name) }
    }

    private mutating func writeCursor(of name: String) throws(SpoolFileError) {
        guard let files, var reader = readers[name] else { return }
        reader.generation += 1
        readers[name] = reader
        let slot = CursorFile.slot(generation: reader.generation, position: reader.cursor)
        try files.writeAll(slot.bytes, to: name + CursorFile.suffix, at: slot.offset)
    }

    private mutating func syncCursor(of name: String) throws(SpoolFileError) {
        guard let files, let reader = readers[name], reader.synced != reader.cursor else { return }
        try files.sync(name + CursorFile.suffix)
        readers[name]?.synced = reader.cursor
    }

    // MARK: - Recovery

    private mutating func recover(_ files: Files) throws(SpoolFileError) {
        let names = try files.names()
        for name in names where name.hasSuffix(CursorFile.suffix) {
            if let cursor = CursorFile.read(try files.read(name, at: 0, count: 64)) {
                next = max(next, cursor.position)
            }
        }
        var segments: [SpoolIndex.Segment] = []
        for name in names.filter({ $0.hasSuffix(SpoolIndex.suffix) }).sorted() {
            let header = try files.read(name, at: 0, count: SpoolFormat.headerBytes)
            let size = try files.size(of: name)
            guard let first = SpoolFormat.first(inHeader: header) else {
                // Its beginning was under way; no record is written before that is safe.
                tornBytes += size
                try files.remove(name)
                continue
            }
            segments.append(SpoolIndex.Segment(first: first, bytes: size))
        }
        guard var last = segments.popLast() else { return }
        let bytes = try files.read(last.name, at: 0, count: last.bytes)
        var (count, end) = (UInt64(0), SpoolFormat.headerBytes)
        while case .record(_, let byteCount) = SpoolFormat.record(in: bytes, at: end, maximum: bytes.count - end) {
            (count, end) = (count + 1, end + byteCount)
        }
        if end < last.bytes {
            tornBytes += last.bytes - end
            try files.truncate(last.name, to: end)
        }
        // What the process wrote last may still be on its way to the disk, and readers are about to be shown it.
        try files.sync(last.name)
        last.bytes = end
        index = SpoolIndex(segments + [last], end: last.first + count)
        next = max(next, index.end)
        isOpen = next == index.end
    }
}
