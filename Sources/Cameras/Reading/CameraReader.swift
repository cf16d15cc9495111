package import Edge
import Synchronization
package import Threads

/// Reads a live camera on a thread of its own and offers its frames to an edge, until it is stopped or has no more.
///
/// Every frame that is read is either offered or skipped with a reason: once the thread has ended, the `frames` of its
/// course are those `captured` in the edge's account. The owner calls `stop` and then `finished`, once.
package final class CameraReader: Sendable {
    /// The camera.
    package let camera: Camera

    private let patience: Patience
    private let published: PublishedCourse
    private let thread: OSThread

    /// Starts to read.
    ///
    /// - Parameter notice: told when the stream comes, goes and ends, on the camera's thread.
    /// - Throws: `ThreadError` when the system has no thread to give.
    package init(
        _ settings: CameraSettings, _ opener: StreamOpener, edge: EdgeNode,
        notice: @escaping @Sendable (CameraNotice) -> Void = { _ in }
    ) throws(ThreadError) {
        camera = settings.camera
        let (patience, published) = (
            Patience(), PublishedCourse(CameraCourse(settings, seed: .random(in: .min ... .max)))
        )
        thread = try OSThread(name: "\(settings.camera)") {
            let loop = ReadingLoop(settings, opener, edge, patience, notice)
            loop.run { published.course.withLock { [course = loop.course] in $0 = course } }
        }
        (self.patience, self.published) = (patience, published)
    }

    /// The camera's course at this moment.
    package var course: CameraCourse { published.course.withLock { $0 } }

    /// Asks for the end; no frame is offered after the one that is under way. Returns at once.
    package func stop() { patience.stop() }

    /// Waits for the end: after `stop`, or when the camera has no more frames.
    package func finished() async { await thread.finished() }
}

/// The course as others may see it.
private final class PublishedCourse: Sendable {
    let course: Mutex<CameraCourse>

    init(_ course: CameraCourse) {
        self.course = Mutex(course)
    }
}
