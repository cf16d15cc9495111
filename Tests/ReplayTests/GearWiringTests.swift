import Coordinator
import Gears
import Replay
import Testing

/// From a coordinator's table to the outcomes of an edge's frames, over real sockets.
struct GearWiringTests {
    private static let table = GearTable(
        weights: String(repeating: "0", count: 64), geometry: String(repeating: "1", count: 64), reference: .labels,
        pictures: 100,
        gears: [1.0, 0.5, 0].enumerated().map { index, share in
            CalibratedGear(
                gear: index + 1, threshold: [1, 0.5, 0][index], regionSide: 5, accuracy: 0.9 - 0.1 * Double(index),
                focusShare: share, gmacs: 1, focusGMACs: 1, bytesPerFrame: 100)
        })

    @Test(arguments: 1...3)
    func everyOutcomeRecordsTheGearThatTheCoordinatorKeeps(gear: Int) async throws {
        let policy = GearPolicy(objective: .seconds(1), pinned: gear)
        let bench = try await ReplayBench(gear: FleetGear(try GearController(Self.table, policy: policy)))
        let (_, report) = try await bench.run(try ReplayBench.plan())
        let standing = await bench.coordinator.snapshot()?.gear
        try await bench.stop()
        #expect(standing?.gear.gear == gear && standing?.reason == .pinned && standing?.changes == 0)
        #expect(report.conservation && report.account.offered > 0)
        // Frames that were offered before the welcome came were treated by the edge's own settings, and say so.
        let counted = try #require(report.gears?["\(gear)"]?.frames)
        #expect(counted > 0 && report.gears?.count == 1)
        if gear == 1 { #expect(report.account.exited == 0) }
        if gear == 3 { #expect(report.account.exited >= counted) }
    }
}
