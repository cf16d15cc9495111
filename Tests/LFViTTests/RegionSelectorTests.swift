import LFViT
import Tensors
import Testing

struct RegionSelectorTests {
    @Test func theWindowOfLargestSumIsChosen() {
        var attention = Tensor([49])
        for cell in [16, 17, 23, 24] { attention[cell] = 1 }
        let selection = select(attention, side: 2)
        #expect(selection.region == Region(index: 2 * 6 + 2, side: 2, grid: 7))
        #expect(selection.region?.row == 2 && selection.region?.column == 2)
    }

    @Test func amongEqualWindowsTheLowestIndexWins() {
        let attention = Tensor([49], values: [Float](repeating: 0.25, count: 49))
        for rule in [RegionRule.neighbourhood, .negativeNeighbourhood, .largestCell, .smallestCell] {
            #expect(select(attention, side: 5, rule: rule).region?.index == 0)
        }
    }

    @Test func amongEqualCellsTheLowestComesFirst() {
        let attention = Tensor([49], values: [Float](repeating: 0.25, count: 49))
        let selection = select(attention, side: 5)
        #expect(selection.kept == Array(0..<5) + Array(7..<12) + Array(14..<19) + Array(21..<26) + [28, 29])
        #expect(selection.reused.suffix(3) == [30, 31, 32])
    }

    @Test func aWindowThatWasChosenElsewhereHasTheSameCellsInTheSameOrder() {
        let attention = Tensor([49], values: (0..<49).map { Float(($0 * 37) % 23) })
        let selector = RegionSelector(grid: 7, side: 5, alpha: 0.88, rule: .neighbourhood)
        var chosen = RegionSelection()
        selector.select(attention, into: &chosen)
        var taken = RegionSelection()
        for index in 0..<9 {
            selector.take(window: index, attention, into: &taken)
            #expect((taken == chosen) == (index == chosen.region?.index))
            #expect((taken.kept + taken.reused).sorted() == Array(0..<49))
        }
    }

    @Test func scatteredCellsAreThoseOfAWindowOfTheWholeGrid() {
        let attention = Tensor([49], values: (0..<49).map { Float(($0 * 37) % 23) })
        let scattered = select(attention, side: 5, rule: .scattered)
        var window = RegionSelection()
        RegionSelector(grid: 7, side: 7, alpha: 0.88, rule: .neighbourhood).take(window: 0, attention, into: &window)
        #expect(window.kept == scattered.kept)
        #expect(window.reused == scattered.reused)
    }

    @Test func keptCellsDescendAndTheRestOfTheWindowComesLast() {
        let attention = Tensor([49], values: (0..<49).map { Float($0) })
        let selection = select(attention, side: 5)
        #expect(selection.region?.index == 8)
        #expect(selection.kept.first == 48)
        #expect(selection.kept == selection.kept.sorted(by: >))
        #expect(selection.reused.suffix(3) == [18, 17, 16])
    }

    @Test func cellsOutsideComeBesideThenAboveThenBelow() {
        var attention = Tensor([49])
        for cell in [16, 17, 23, 24] { attention[cell] = 1 }
        let outside = select(attention, side: 2, alpha: 1).reused
        #expect(outside == [14, 15, 18, 19, 20, 21, 22, 25, 26, 27] + Array(0..<14) + Array(28..<49))
    }

    @Test(arguments: [(1, 3), (3, 2), (5, 1), (6, 0), (7, 0)])
    func theCentreLeavesAsMuchAboveAsBelow(side: Int, corner: Int) throws {
        let attention = Tensor([49], values: (0..<49).map { Float($0) })
        let region = try #require(select(attention, side: side, rule: .centre).region)
        #expect(region.row == corner && region.column == corner)
    }

    @Test(arguments: RegionRule.allCases, 1...7)
    func everyCellIsKeptOrReusedOnce(rule: RegionRule, side: Int) {
        let attention = Tensor([49], values: (0..<49).map { Float(($0 * 37) % 49) })
        let selection = select(attention, side: side, rule: rule)
        #expect((selection.kept + selection.reused).sorted() == Array(0..<49))
        #expect(selection.kept.count == RegionSelector.keptCount(grid: 7, side: side, alpha: 0.88, rule: rule))
    }

    @Test(arguments: [(4, 15), (5, 22), (6, 32)])
    func keptCountsAreThePapers(side: Int, kept: Int) {
        #expect(RegionSelector.keptCount(grid: 7, side: side, alpha: 0.88, rule: .neighbourhood) == kept)
    }

    @Test(arguments: [(0.5, 13), (0.6, 15), (0.7, 18), (0.8, 20), (0.88, 22), (0.9, 23)])
    func keptCountsOfTheAlphaAblationAreThePapers(alpha: Double, kept: Int) {
        #expect(RegionSelector.keptCount(grid: 7, side: 5, alpha: alpha, rule: .neighbourhood) == kept)
    }

    @Test func theLargestCellIsCentredAndClamped() {
        var attention = Tensor([49])
        attention[24] = 1
        #expect(select(attention, side: 3, rule: .largestCell).region == Region(index: 2 * 5 + 2, side: 3, grid: 7))
        attention[24] = 0
        attention[6] = 1
        #expect(select(attention, side: 3, rule: .largestCell).region == Region(index: 4, side: 3, grid: 7))
        attention[6] = -1
        #expect(select(attention, side: 3, rule: .smallestCell).region == Region(index: 4, side: 3, grid: 7))
    }

    @Test func theNegativeRuleTakesTheSmallestSum() {
        let attention = Tensor([49], values: (0..<49).map { Float(49 - $0) })
        #expect(select(attention, side: 5, rule: .negativeNeighbourhood).region?.index == 8)
    }

    @Test func randomWindowsDependOnTheFrameAlone() {
        let attention = Tensor([49])
        let windows = (0..<200).map { select(attention, side: 5, rule: .random, frame: $0).region?.index }
        #expect(windows == (0..<200).map { select(attention, side: 5, rule: .random, frame: $0).region?.index })
        #expect(Set(windows).count == 9)
    }

    @Test func scatteredCellsAreTheLargestAnywhere() {
        let attention = Tensor([49], values: (0..<49).map { Float(($0 * 37) % 49) })
        var selection = RegionSelection()
        RegionSelector(grid: 7, side: 5, alpha: 0.5, rule: .scattered).select(attention, into: &selection)
        #expect(selection.region == nil)
        #expect(selection.kept.count == 25)
        #expect(selection.kept.map { attention[$0] } == (24..<49).reversed().map { Float($0) })
    }

    private func select(
        _ attention: borrowing Tensor, side: Int, alpha: Double = 0.88, rule: RegionRule = .neighbourhood,
        frame: UInt64 = 0
    ) -> RegionSelection {
        var selection = RegionSelection()
        RegionSelector(grid: 7, side: side, alpha: alpha, rule: rule).select(attention, frame: frame, into: &selection)
        return selection
    }
}
