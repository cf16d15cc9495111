import Edge
import Randomness
import Testing

struct NewestFrameWinsTests {
    @Test func aNewerFrameTakesThePlaceOfTheOneThatWaits() {
        var slot = NewestFrameWins<Int>()
        guard case .begins(1) = slot.arrive(1), case .waits = slot.arrive(2), case .supersedes(2) = slot.arrive(3)
        else {
            Issue.record("the older waiting frame was not superseded")
            return
        }
        #expect(slot.finish() == 3)
        #expect(slot.finish() == nil)
        guard case .begins(4) = slot.arrive(4) else {
            Issue.record("an idle camera did not begin")
            return
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func everyFrameBeginsOrIsSuperseded(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var slot = NewestFrameWins<Int>()
        var begun: [Int] = []
        var superseded: [Int] = []
        var isBusy = false
        for frame in 0..<500 {
            switch slot.arrive(frame) {
            case .begins(let frame):
                #expect(!isBusy)
                isBusy = true
                begun.append(frame)
            case .waits: #expect(isBusy)
            case .supersedes(let frame): superseded.append(frame)
            }
            while isBusy, Int.random(in: 0..<3, using: &random) == 0 {
                let next = slot.finish()
                isBusy = next != nil
                if let next { begun.append(next) }
            }
        }
        if isBusy, let last = slot.finish() { begun.append(last) }
        #expect(begun == begun.sorted())
        #expect((begun + superseded).sorted() == Array(0..<500))
    }
}
