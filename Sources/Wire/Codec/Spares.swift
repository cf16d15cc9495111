import Glibc

/// What decoding uses again instead of allocating: names that it has seen, and arrays of messages that nobody needs any
/// more.
struct Spares {
    private var names: [Int: String] = [:]
    private var cells: [[UInt8]] = []
    private var frames: [[PayloadFrame]] = []
    private var answers: [[Answer]] = []

    /// Names come from other hosts: this many are kept.
    private static let maximumNames = 4096

    /// Takes over the arrays of a message; only those that nobody else holds are used without an allocation.
    mutating func take(_ request: FocusRequest) {
        cells.append(request.region.keptCells)
        frames.append(request.frames)
    }

    /// The same for an answer.
    mutating func take(_ result: FocusResult) {
        answers.append(result.top)
    }

    /// An empty array of cells; those below are of what their names say.
    mutating func emptyCells() -> [UInt8] { Self.empty(&cells) }
    mutating func emptyFrames() -> [PayloadFrame] { Self.empty(&frames) }
    mutating func emptyAnswers() -> [Answer] { Self.empty(&answers) }

    private static func empty<Element>(_ arrays: inout [[Element]]) -> [Element] {
        guard var array = arrays.popLast() else { return [] }
        array.removeAll(keepingCapacity: true)
        return array
    }

    /// A checked name, which is the same value each time it comes.
    mutating func name(_ field: @autoclosure () -> String, _ text: UnsafeMutablePointer<CChar>?) throws(WireError)
        -> String
    {
        guard let text else { return try checked(field(), text, bytes: Bounds.nameBytes) }
        let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        let hash = hasher.finalize()
        if let known = names[hash], known.utf8.elementsEqual(bytes) { return known }
        let name = try checked(field(), text, bytes: Bounds.nameBytes)
        if names.count >= Self.maximumNames { names.removeAll(keepingCapacity: true) }
        names[hash] = name
        return name
    }
}
