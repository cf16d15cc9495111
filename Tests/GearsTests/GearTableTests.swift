import Foundation
import Gears
import Testing

/// The file, and the choice of its gears.
@Suite struct GearTableTests {
    @Test func aTableIsReadAsItWasWritten() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("gears-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try GearTable.sample.json().write(to: file)
        #expect(try GearTable(file: file.path) == .sample)
    }

    @Test func whatIsNoTableIsNamed() throws {
        let error = #expect(throws: GearError.self) { try GearTable(file: "no-such-file.json") }
        #expect(error?.description.contains("fovea calibrate") == true)
        var table = GearTable.sample
        table.gears[2].focusShare = 0.39
        #expect(table.fault?.contains("gear 3 is not cheaper") == true)
        table = .sample
        table.gears[0].threshold = .nan
        #expect(table.fault?.contains("threshold") == true)
    }

    @Test func gearsAreTheParetoPointsInStepsOfLoad() {
        let candidates = (0...100).map { step in
            let share = Double(step) / 100
            // Most accurate at a share of 0.6; beyond it every point is beaten.
            return CalibratedGear(
                threshold: share, regionSide: 5, accuracy: 0.8 - (share - 0.6) * (share - 0.6) / 2, focusShare: share,
                gmacs: 0.3 + 0.7 * share, focusGMACs: 0.7, bytesPerFrame: 0)
        }
        #expect(ParetoFront.points(of: candidates).map(\.focusShare).max() == 0.6)
        let gears = ParetoFront.gears(from: candidates)
        #expect(gears.map(\.gear) == Array(1...8))
        #expect(gears.first?.focusShare == 0.6 && gears.last?.focusShare == 0)
        #expect(zip(gears, gears.dropFirst()).allSatisfy { $1.cost < $0.cost && $1.accuracy < $0.accuracy })
    }
}
