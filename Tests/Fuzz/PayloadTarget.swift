import PayloadSamples
import Payloads
import Randomness
import Wire

/// A worker's reading of payloads, with one reader and one input that are used again and again.
final class PayloadTarget: FuzzTarget {
    private let small = SmallPayload()
    private let reader: PayloadReader
    private let input: FocusInput
    private let payloads: [Payload]
    private var random: SeededGenerator
    private var (accepted, unexpected, undecodable) = (0, 0, 0)

    init(seed: UInt64) throws {
        reader = PayloadReader(small.geometry, settings: small.settings)
        input = FocusInput(small.geometry)
        payloads = try [
            small.payload(.features), small.payload(.features, .lossless), small.payload(.pixels),
            small.payload(.pixels, .lossless), small.payload(.exact),
        ]
        random = SeededGenerator(seed: seed)
    }

    func send(_ count: Int) throws {
        for number in 0..<count {
            let payload = payloads[number % payloads.count]
            var request = FocusRequest(payload)
            var frames = payload.parts.map(\.bytes)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                PayloadMutation.random(&random).change(&request, &frames, &random)
            }
            do {
                try small.read(request, frames, with: reader, into: input)
                accepted += 1
            } catch PayloadError.unexpected {
                unexpected += 1
            } catch PayloadError.undecodable {
                undecodable += 1
            }
        }
    }

    func end() -> String { "\(accepted) accepted, \(unexpected + undecodable) refused (\(undecodable) undecodable)" }
}
