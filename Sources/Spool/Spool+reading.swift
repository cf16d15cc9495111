import DequeModule

extension Spool {
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
}
