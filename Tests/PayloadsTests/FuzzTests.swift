import LFViT
import PayloadSamples
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
                PayloadMutation.random(&generator).change(&request, &frames, &generator)
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
}
