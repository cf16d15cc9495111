import Testing
import Threads

struct CoreShareTests {
    @Test func anImageAloneHasAllCores() {
        var share = CoreShare(cores: 4)
        share.change(by: 1)
        #expect(share.threads == 4)
    }

    @Test func coresAreDividedAmongImages() {
        var share = CoreShare(cores: 8)
        let threads = (1...10).map { _ in
            share.change(by: 1)
            return share.threads
        }
        #expect(threads == [8, 4, 2, 2, 1, 1, 1, 1, 1, 1])
    }

    @Test func aCoreIsGivenBackWhenWorkComesAndLentAgainWhenItIsDone() {
        var share = CoreShare(cores: 2)
        share.change(by: 1)
        #expect(share.threads == 2)
        share.change(by: 1)
        #expect(share.threads == 1)
        share.change(by: -1)
        #expect(share.threads == 2)
    }

    @Test func whatWaitsCountsAsWhatIsInWork() {
        var share = CoreShare(cores: 4)
        share.change(by: 1)
        share.change(by: 20)
        #expect(share.threads == 1)
        share.change(by: -18)
        #expect(share.inWork == 3 && share.threads == 1)
        share.change(by: -3)
        #expect(share.inWork == 0 && share.threads == 4)
    }

    @Test func oneCoreIsNeverDivided() {
        var share = CoreShare(cores: 1)
        for _ in 0..<3 {
            #expect(share.threads == 1)
            share.change(by: 1)
        }
    }

    @Test func sharedCoresTellEveryThread() throws {
        let cores = SharedCores(3)
        #expect(cores.count == 3 && cores.threads == 3)
        let other = try OSThread(name: "other") { cores.change(by: 2) }
        other.join()
        #expect(cores.threads == 1)
        cores.change(by: -1)
        #expect(cores.threads == 3)
    }
}
