import Randomness
import Wire
import WireSamples
import ZeroMQ

/// Makes messages that are almost right: valid ones with bits, bytes, lengths and frames changed, and some of pure noise.
struct Mutator {
    var random: SeededGenerator
    private let originals = Samples.headers.map { $0.encode().copyBytes() }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Frame 1 of some message; of `header` where one is given.
    mutating func header(_ header: Header? = nil) -> [UInt8] {
        if header == nil, chance(1, of: 20) { return noise(upTo: 300) }
        var bytes = header?.encode().copyBytes() ?? originals[below(originals.count)]
        // Left as they are, messages lead deeper.
        if chance(1, of: 2) { return bytes }
        repeat { mutate(&bytes) } while chance(1, of: 2)
        return bytes
    }

    /// A whole message: frame 1, and payload frames that mostly fit what it says.
    mutating func message(_ header: Header? = nil) -> Message {
        var frames = [self.header(header)]
        if case .focusRequest(let request) = header, !chance(1, of: 6) {
            for frame in request.frames { frames.append(noise(exactly: frame.byteCount)) }
        } else if chance(1, of: 5) {
            for _ in 0...below(10) { frames.append(noise(upTo: 100)) }
        }
        // A frame twice, or two in each other's place: frame 1 too.
        if chance(1, of: 20) { frames.insert(frames[below(frames.count)], at: below(frames.count + 1)) }
        if chance(1, of: 20) { frames.swapAt(below(frames.count), below(frames.count)) }
        var message = Message()
        for frame in frames { message.append(Frame(copying: frame)) }
        return message
    }

    mutating func chance(_ share: Int, of whole: Int) -> Bool { below(whole) < share }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func noise(upTo bound: Int) -> [UInt8] { noise(exactly: below(bound)) }

    private mutating func noise(exactly count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let position = below(bytes.count)
        switch below(7) {
        case 0: bytes[position] ^= 1 << UInt8(below(8))
        case 1: bytes[position] = UInt8(below(256))
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(UInt8(below(256)), at: position)
        case 4: bytes.removeSubrange(position...)
        // A long varint where a short one stood.
        case 5: bytes.insert(contentsOf: [UInt8](repeating: 0xff, count: 1 + below(9)), at: position)
        // The end of another message.
        default:
            let other = originals[below(originals.count)]
            bytes = Array(bytes[..<position]) + other[below(other.count)...]
        }
    }
}
