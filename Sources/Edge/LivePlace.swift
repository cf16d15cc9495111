import Synchronization

/// A live camera's place at an edge: while one frame is glanced at, the newest of those that come waits and the others are
/// dropped. Never makes the camera wait.
///
/// One per camera, used from any thread.
package final class LivePlace: Sendable {
    private let edge: EdgeNode
    private let frames = Mutex(NewestFrameWins<AdmittedFrame>())

    /// Makes the place of one camera.
    package init(_ edge: EdgeNode) {
        self.edge = edge
    }

    /// Takes one frame and returns at once.
    package func offer(_ frame: OfferedFrame) {
        let admitted = edge.admit(frame)
        switch frames.withLock({ $0.arrive(admitted) }) {
        case .waits: break
        case .supersedes(let older): edge.drop(older, .superseded)
        case .begins(let frame): begin(frame)
        }
    }

    private func begin(_ frame: AdmittedFrame) {
        edge.begin(frame) { [self] in
            if let next = frames.withLock({ $0.finish() }) { begin(next) }
        }
    }
}
