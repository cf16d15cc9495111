import Payloads
package import Randomness
package import Wire

/// A way to make a request and its payload frames disagree, or wrong.
package enum PayloadMutation: CaseIterable {
    case flip, flip2, overwrite, shorten, lengthen, region, cells, description, swap

    /// Any of them.
    package static func random(_ generator: inout SeededGenerator) -> PayloadMutation {
        allCases[Int.random(in: 0..<allCases.count, using: &generator)]
    }

    /// Changes them in place; without frames there is nothing to change.
    package func change(_ request: inout FocusRequest, _ frames: inout [[UInt8]], _ generator: inout SeededGenerator) {
        guard !frames.isEmpty else { return }
        let index = Int.random(in: 0..<frames.count, using: &generator)
        let count = frames[index].count
        switch self {
        case .flip, .flip2:
            guard count > 0 else { return }
            frames[index][Int.random(in: 0..<count, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
        case .overwrite:
            for place in 0..<min(count, Int.random(in: 1..<64, using: &generator)) {
                frames[index][place] = UInt8.random(in: 0...255, using: &generator)
            }
        case .shorten:
            frames[index].removeLast(Int.random(in: 0...count, using: &generator))
            request.frames[index].byteCount = frames[index].count
        case .lengthen:
            frames[index].append(contentsOf: (0..<100).map { _ in UInt8.random(in: 0...255, using: &generator) })
            request.frames[index].byteCount = frames[index].count
        case .region:
            request.region.regionSide = Int.random(in: -1...5, using: &generator)
            request.region.regionIndex = Int.random(in: -1...9, using: &generator)
        case .cells:
            request.region.keptCells = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
        case .description:
            let frame = PayloadFrame(
                kind: PayloadFrame.Kind.allCases.randomElement(using: &generator) ?? .picture,
                encoding: PayloadFrame.Encoding.allCases.randomElement(using: &generator) ?? .png,
                byteCount: Int.random(in: -1...40_000, using: &generator),
                rows: Int.random(in: -1...200, using: &generator),
                columns: Int.random(in: -1...200, using: &generator))
            request.frames[index] = frame
        case .swap:
            frames.swapAt(index, Int.random(in: 0..<frames.count, using: &generator))
            for place in frames.indices { request.frames[place].byteCount = frames[place].count }
        }
    }
}
