import Randomness
import Testing

struct BackoffTests {
    @Test func delaysDoubleWithinTheirBoundsAndStartOver() {
        var backoff = Backoff(first: .milliseconds(100), maximum: .milliseconds(800), seed: 7)
        for bound in [100, 200, 400, 800, 800] {
            let delay = backoff.next()
            #expect(delay >= .milliseconds(bound / 2))
            #expect(delay <= .milliseconds(bound))
        }
        backoff.reset()
        #expect(backoff.next() <= .milliseconds(100))
    }
}
