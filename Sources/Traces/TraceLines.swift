/// Spans as Chrome and Perfetto read them: each an asynchronous pair of events, which those of other processes with the same id
/// join.
///
/// Written by hand: a general encoder takes longer for a frame's spans than a small model does for the frame.
struct TraceLines {
    /// The bytes of events, each a line after a comma.
    private(set) var lines: [UInt8] = []

    private let process: String

    init(process: Int32) {
        self.process = "\(process)"
    }

    /// Adds the beginning and the end of a span.
    ///
    /// - Parameter start: its start in microseconds since 1970.
    mutating func add(_ span: Span, start: Int64) {
        // Two instants rounded each for itself would make the span a microsecond longer or shorter.
        let end = start + Int64(max(.zero, span.duration) / .microseconds(1))
        add(span, "b", start)
        put("\"args\":{\"camera\":")
        quote(span.camera)
        put(",\"frame\":\"")
        put(String(span.frame))
        put("\"}}")
        add(span, "e", end)
        put("\"args\":{}}")
    }

    /// Forgets the lines, which were written.
    mutating func clear() {
        lines.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ span: Span, _ phase: StaticString, _ time: Int64) {
        put(",\n{\"name\":")
        quote(span.station)
        put(",\"cat\":\"frame\",\"ph\":\"")
        put(phase.description)
        put("\",\"id\":")
        if let request = span.request {
            quote(request)
        } else {
            put("\"")
            put(process)
            put("/")
            escape(span.camera)
            put("/")
            put(String(span.frame))
            put("\"")
        }
        put(",\"ts\":")
        put(String(time))
        put(",\"pid\":")
        put(process)
        put(",\"tid\":")
        put(process)
        put(",")
    }

    private mutating func put(_ text: String) {
        lines.append(contentsOf: text.utf8)
    }

    private mutating func quote(_ text: String) {
        put("\"")
        escape(text)
        put("\"")
    }

    private mutating func escape(_ text: String) {
        // Names that need it are rare.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            return put(text)
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): lines += [UInt8(ascii: "\\"), byte]
            case ..<0x20: lines.append(UInt8(ascii: " "))  // Names have no control characters.
            default: lines.append(byte)
            }
        }
    }
}
