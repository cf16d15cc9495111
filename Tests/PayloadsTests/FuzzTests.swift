import LFViT
import Payloads
import Randomness
import Testing
import Wire

/// Whatever comes from the network, a reader answers with an input or an error.
struct FuzzTests {
    @Test func noBytesCrashAReader() throws {
        let small = SmallPayload()
        let input = FocusInput(small.geometry)
        let payloads = try [
            small.payload(.features), small.payload(.features, .lossless), small.payload(.pixels),
            small.payload(.pixels, .lossless), small.payload(.exact),
        ]
        var generator = SeededGenerator(seed: 20)
        var (read, unexpected, undecodable) = (0, 0, 0)
        for round in 0..<20_000 {
            let payload = payloads[round % payloads.count]
            var request = FocusRequest(payload)
            var frames = payload.parts.map(\.bytes)
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                Mutation.random(&generator).change(&request, &frames, &generator)
            }
            do {
                try small.read(request, frames, into: input)
                read += 1
                #expect(input.selection.kept.count == 4 && input.selection.reused.count == 5)
            } catch PayloadError.unexpected {
                unexpected += 1
            } catch PayloadError.undecodable {
                undecodable += 1
            }
        }
        // Each way out was taken often, so the mutations reach every depth.
        #expect(read > 1000 && unexpected > 1000 && undecodable > 1000, "\(read), \(unexpected), \(undecodable)")
    }

    private enum Mutation: CaseIterable {
        case flip, flip2, overwrite, shorten, lengthen, region, cells, description, swap

        static func random(_ generator: inout SeededGenerator) -> Mutation {
            allCases[Int.random(in: 0..<allCases.count, using: &generator)]
        }

        func change(_ request: inout FocusRequest, _ frames: inout [[UInt8]], _ generator: inout SeededGenerator) {
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
}
