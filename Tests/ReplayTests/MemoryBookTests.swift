import Replay
import Testing

struct MemoryBookTests {
    @Test func aProcessThatGrowsIsToldFromOneThatSettles() {
        var book = MemoryBook()
        for second in 0..<200 {
            let settling = second < 10 ? 50 + 10 * second : 150
            book.sampled(
                ["growing": (100 + second) * 1_000_000, "settling": settling * 1_000_000], at: .seconds(second))
        }
        let growing = book.summaries["growing"]
        let settling = book.summaries["settling"]
        #expect(growing?.settled == 130 && growing?.end == 290 && growing?.most == 299)
        #expect(settling?.settled == 150 && settling?.end == 150)
    }

    @Test func itStaysWithinItsBoundAndKeepsThePeak() {
        var book = MemoryBook(interval: .seconds(1), limit: 20)
        var looks = 0
        for second in 0..<1000 where book.isDue(at: .seconds(second)) {
            book.sampled(["one": second == 3 ? 900_000_000 : 1_000_000], at: .seconds(second))
            looks += 1
        }
        let one = book.summaries["one"]
        #expect(looks < 150)
        #expect((one?.series.count ?? 0) < 20)
        #expect(one?.series.first?.seconds == 0 && (one?.series.last?.seconds ?? 0) > 900)
        #expect(one?.most == 900)
    }

    @Test func aProcessThatCameLateOrLeftEarlyHasItsOwnSeries() {
        var book = MemoryBook()
        book.sampled(["first": 1_000_000], at: .seconds(0))
        book.sampled(["first": 2_000_000, "second": 5_000_000], at: .seconds(1))
        book.sampled(["second": 6_000_000], at: .seconds(2))
        #expect(book.summaries["first"]?.series.map(\.megabytes) == [1, 2])
        #expect(book.summaries["second"]?.series.map(\.seconds) == [1, 2])
    }

    @Test func thisProcessHasMemoryAndOneThatIsNotThereHasNone() throws {
        #expect(try #require(ResidentMemory.bytes()) > 1_000_000)
        #expect(ResidentMemory.bytes(of: -1) == nil)
    }
}
