import Foundation
import Pages
import Testing

struct WallTests {
    private func frame(_ number: UInt64) -> WallFrame {
        WallFrame(
            camera: "c", frame: number, outcome: "focused", reason: nil, milliseconds: 1, worker: "w", grid: 7,
            attention: [], window: nil, kept: [], glance: nil, focus: nil, picture: Data([UInt8(number)]))
    }

    @Test func theNewestFramesHang() {
        let wall = Wall(capacity: 2)
        for number in 1...3 { wall.hang(frame(UInt64(number))) }
        #expect(wall.frames.map(\.frame) == [3, 2])
        #expect(wall.frames.map(\.id) == [3, 2])
        #expect(wall.picture(3) == Data([3]))
        #expect(wall.picture(1) == nil)
    }
}
