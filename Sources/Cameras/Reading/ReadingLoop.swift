import Edge

/// A live camera's thread: does what its course says, and hands every frame to the gate.
final class ReadingLoop {
    private(set) var course: CameraCourse
    private let settings: CameraSettings
    private let opener: StreamOpener
    private let edge: EdgeNode
    private let place: LivePlace
    private let patience: Patience
    private let notice: (CameraNotice) -> Void
    private var gate: FrameGate
    private var source: (any FrameSource)?
    private var told = StreamStanding.connecting

    init(
        _ settings: CameraSettings, _ opener: StreamOpener, _ edge: EdgeNode, _ patience: Patience,
        _ notice: @escaping (CameraNotice) -> Void
    ) {
        (self.settings, self.opener, self.edge, self.patience) = (settings, opener, edge, patience)
        self.notice = notice
        course = CameraCourse(settings, seed: .random(in: .min ... .max))
        gate = settings.gate
        place = LivePlace(edge)
    }

    /// Reads until there are no more frames; calls `changed` after every step.
    func run(changed: () -> Void) {
        var step = course.begin(at: .now)
        while step != .finish {
            step = take(step)
            tell(step)
            changed()
        }
        source = nil
        notice(.ended(settings.camera))
    }

    private func take(_ step: CameraCourse.Step) -> CameraCourse.Step {
        do throws(CameraError) {
            switch step {
            case .open(let end):
                patience.allow(until: end, CameraError(.unreachable, "\(settings.address) does not answer"))
                source = try opener.open(settings, isPaced: true, patience)
                return course.opened(at: .now)
            case .read(let end):
                patience.allow(until: end, CameraError(.stale, "\(settings.address): no frame for \(settings.silence)"))
                guard let source, let time = try source.advance() else { return course.ended(at: .now) }
                offer(source, captured: time)
                return course.frame(at: .now)
            case .wait(let end):
                source = nil
                try patience.sleep(until: end)
                return course.begin(at: .now)
            case .finish: return .finish
            }
        } catch {
            return course.failed(error, at: .now)
        }
    }

    private func offer(_ source: any FrameSource, captured time: ContinuousClock.Instant) {
        if let reason = gate.decide(at: time, luma: source.luma) { return edge.skip(settings.camera, reason) }
        guard let picture = try? source.picture() else { return edge.skip(settings.camera, .unreadable) }
        place.offer(
            OfferedFrame(
                camera: settings.camera, number: UInt64(course.frames), picture: picture, name: source.name,
                scheduled: time))
    }

    /// Says once what changed; of attempts that fail one after the other, the first and those that fail otherwise.
    private func tell(_ step: CameraCourse.Step) {
        guard course.standing != told else { return }
        told = course.standing
        switch (course.standing, step) {
        case (.live, _): notice(.live(settings.camera))
        case (.lost(let error), .wait(let end)): notice(.lost(settings.camera, error, retry: end - .now))
        default: break
        }
    }
}
