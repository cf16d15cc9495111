import Edge
import Testing

struct RendezvousHashTests {
    private func choice(_ camera: String, _ coordinators: [String]) -> String? {
        coordinators.max {
            RendezvousHash.weight(camera: camera, coordinator: $0)
                < RendezvousHash.weight(camera: camera, coordinator: $1)
        }
    }

    @Test func onlyTheCamerasOfALostCoordinatorMove() {
        let all = (1...4).map { "tcp://10.0.0.\($0):7100" }
        var moved = 0
        for camera in (0..<1000).map({ "camera \($0)" }) {
            let before = choice(camera, all)
            let after = choice(camera, Array(all.dropLast()))
            if before == all.last { moved += 1 } else { #expect(before == after) }
        }
        #expect((200...300).contains(moved))
    }

    @Test func theChoiceIsTheSameInEveryProcess() {
        #expect(RendezvousHash.weight(camera: "gate", coordinator: "tcp://a:1") == 0xa6d9_41fa_075c_a094)
    }
}
