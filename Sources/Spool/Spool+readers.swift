import DequeModule

extension Spool {
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
    mutating func release() {
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

    /// Readers whose next record is gone go on at a position.
    mutating func skipReaders(to position: UInt64) {
        for name in readers.keys { readers[name]?.skip(to: position) }
    }
}
