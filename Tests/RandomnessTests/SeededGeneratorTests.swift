import Randomness
import Testing

struct SeededGeneratorTests {
    @Test func theFirstNumbersAreThePublishedOnes() {
        // Vigna's splitmix64.c, seed 1234567.
        var generator = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        ]
        #expect((0..<3).map { _ in generator.next() } == expected)
    }

    @Test func theSameSeedGivesTheSameNumbers() {
        var first = SeededGenerator(seed: 7)
        var second = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 8)
        #expect(first.next() == second.next())
        #expect(first.next() != other.next())
    }
}
