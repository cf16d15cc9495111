import DequeModule

extension Spool {
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
}
