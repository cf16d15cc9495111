extension Spool {
    /// Takes up what the files hold: cuts a torn end off and goes on behind it.
    mutating func recover(_ files: Files) throws(SpoolFileError) {
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
