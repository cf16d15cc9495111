import Cameras
import Edge
import Testing

struct CameraCourseTests {
    private let start = ContinuousClock.now
    private let broken = CameraError(.ended, "it broke")

    private func course(_ address: String) throws -> CameraCourse {
        CameraCourse(CameraSettings(try Camera("door"), try CameraAddress(address)), seed: 1)
    }

    @Test func everyAttemptWaitsLongerUntilAFrameComes() throws {
        var course = try course("rtsp://camera/stream")
        #expect(course.begin(at: start) == .open(by: start + .seconds(15)))
        for bound in [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000] {
            guard case .wait(let end) = course.failed(broken, at: start) else {
                Issue.record("it does not wait")
                return
            }
            #expect(end - start >= .milliseconds(bound / 2) && end - start <= .milliseconds(bound))
            #expect(course.standing == .lost(broken))
        }
        // An open stream alone is no success: it may break again before its first frame.
        #expect(course.opened(at: start) == .read(by: start + .seconds(10)))
        #expect(course.standing == .lost(broken))
        _ = course.frame(at: start + .seconds(1))
        #expect(course.standing == .live)
        guard case .wait(let end) = course.failed(broken, at: start) else {
            Issue.record("it does not wait")
            return
        }
        #expect(end - start <= .milliseconds(500))
        #expect(course.failures == 9 && course.openings == 1 && course.frames == 1)
    }

    @Test func aStaleStreamIsAnErrorAndNoPicture() throws {
        var course = try course("rtsp://camera/stream")
        _ = course.opened(at: start)
        #expect(course.frame(at: start + .seconds(3)) == .read(by: start + .seconds(13)))
        _ = course.failed(CameraError(.stale, "no frame"), at: start + .seconds(13))
        #expect(course.standing.name == "stale")
        #expect(course.standing.problem == "no frame")
    }

    @Test func whatMayBeSilentIsNeverStale() throws {
        for address in ["-", "/", "watch:/"] {
            var course = try course(address)
            #expect(course.opened(at: start) == .read(by: nil))
        }
    }

    @Test func aRecordingBeginsAgainAndACameraIsReopened() throws {
        var folder = try course("/")
        _ = folder.opened(at: start)
        guard case .wait = folder.ended(at: start) else {
            Issue.record("an empty recording is opened again and again")
            return
        }
        _ = folder.opened(at: start)
        _ = folder.frame(at: start)
        #expect(folder.ended(at: start) == .open(by: start + .seconds(15)))
        #expect(folder.standing == .live)

        var camera = try course("http://camera/")
        _ = camera.opened(at: start)
        _ = camera.frame(at: start)
        guard case .wait = camera.ended(at: start) else {
            Issue.record("a camera that ended its stream is opened at once")
            return
        }
        #expect(camera.standing.name == "lost")

        var input = try course("-")
        #expect(input.ended(at: start) == .finish)
        #expect(input.standing == .ended)
    }

    @Test func whoIsAskedToStopStops() throws {
        var course = try course("rtsp://camera/stream")
        #expect(course.failed(.stopped, at: start) == .finish)
        #expect(course.standing == .ended && course.failures == 0)
    }
}
