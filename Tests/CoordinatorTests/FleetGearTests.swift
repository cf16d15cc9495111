import Gears
import Testing
import Wire

@testable import Coordinator

/// What a coordinator tells its edges of gears, and what it learns from them.
struct FleetGearTests {
    private static let table = GearTable(
        weights: String(repeating: "0", count: 64), geometry: String(repeating: "1", count: 64), reference: .labels,
        pictures: 100,
        gears: [0.5, 0.2, 0].enumerated().map { index, share in
            CalibratedGear(
                gear: index + 1, threshold: [0.9, 0.5, 0][index], regionSide: [6, 5, 5][index],
                accuracy: 0.9 - 0.1 * Double(index), focusShare: share, gmacs: 1, focusGMACs: 1, bytesPerFrame: 100)
        })

    /// A coordinator with a worker of a hundred requests a second and an edge that makes of each frame what its gear says.
    private struct Fleet {
        var bench: Bench
        var told: [Gear] = []
        private var frames = 0.0
        private var hard = 0.0
        private var sequence: UInt64 = 0

        init() throws {
            let controller = try GearController(table, policy: GearPolicy(objective: .milliseconds(300)))
            bench = Bench { $0.gear = FleetGear(controller) }
            _ = bench.receive(Bench.hello(worker: 1, items: 4), from: Bench.worker(1))
            _ = bench.receive(Bench.hello(edge: 1), from: Bench.edge(1))
        }

        mutating func run(seconds: Int, frames rate: Double) {
            for step in 0..<seconds * 100 {
                var actions = bench.pass(.milliseconds(10))
                frames += rate / 100
                hard += rate / 100 * (bench.state.gear?.controller.entry.focusShare ?? 0)
                while hard >= 1 {
                    hard -= 1
                    sequence += 1
                    actions += bench.ask(Bench.request(sequence, budget: .milliseconds(250)))
                }
                if step.isMultiple(of: 50) {
                    let heartbeat = Header.heartbeat(Heartbeat(sequence: UInt64(step), frames: Int(frames)))
                    for peer in [Bench.edge(1), Bench.worker(1)] { actions += bench.receive(heartbeat, from: peer) }
                }
                // The worker has done one more.
                if let id = bench.state.pool.workers[Bench.worker(1)]?.tasks.min(by: {
                    $0.value.started < $1.value.started
                })?.key {
                    actions += bench.receive(Bench.result(id), from: Bench.worker(1))
                }
                for case .send(.gear(let gear), let peer) in actions {
                    #expect(peer == Bench.edge(1))
                    told.append(gear)
                }
            }
        }
    }

    @Test func aWelcomeTellsTheGearToEdgesAlone() throws {
        let controller = try GearController(Self.table, policy: GearPolicy(objective: .seconds(1), pinned: 2))
        var bench = Bench { $0.gear = FleetGear(controller) }
        let gears = [(Bench.hello(worker: 1), Bench.worker(1)), (Bench.hello(edge: 1), Bench.edge(1))].map {
            bench.receive($0, from: $1).compactMap {
                if case .send(.welcome(let welcome), _) = $0 { welcome.gear } else { nil }
            }
        }
        #expect(gears[0].isEmpty)
        #expect(gears[1] == [Gear(revision: 1, number: 2, threshold: 0.5, regionSide: 5)])
    }

    @Test func overloadIsToldAndLessLoadToo() throws {
        var fleet = try Fleet()
        fleet.run(seconds: 10, frames: 80)
        #expect(fleet.told.isEmpty && fleet.bench.state.gear?.controller.gear == 1)
        fleet.run(seconds: 60, frames: 2000)
        // Nothing reaches the worker in the cheapest gear, but the edge tells its frames: no trial is needed to stay there.
        #expect(fleet.told.last?.number == 3 && fleet.told.last?.threshold == 0 && fleet.told.count <= 2)
        #expect(fleet.told[0].load.queued > 0 || fleet.told[0].load.queueDelay > .zero)
        fleet.run(seconds: 30, frames: 40)
        let last = try #require(fleet.told.last)
        #expect(last.number == 1 && fleet.told.count <= 4)
        #expect(fleet.told.map(\.revision) == (0..<fleet.told.count).map { UInt64($0 + 2) })
        #expect(fleet.bench.state.gear?.standing(at: fleet.bench.now).reason == .room)
        // An edge that comes later learns it with its welcome.
        let welcome = fleet.bench.receive(Bench.hello(edge: 2), from: Bench.edge(2)).compactMap {
            if case .send(.welcome(let welcome), _) = $0 { welcome.gear } else { nil }
        }
        #expect(welcome.map(\.revision) == [last.revision] && welcome.map(\.number) == [1])
    }

    @Test func noEdgesNumberMakesTheSumOfFramesOverflow() throws {
        var fleet = try Fleet()
        for sequence in 1...3 {
            let frames = sequence.isMultiple(of: 2) ? Bounds.frames.upperBound : 1
            let heartbeat = Heartbeat(sequence: UInt64(sequence), frames: frames)
            _ = fleet.bench.receive(.heartbeat(heartbeat), from: Bench.edge(1))
        }
        #expect(fleet.bench.state.frames == Bounds.count.upperBound)
    }
}
