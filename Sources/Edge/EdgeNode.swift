import Images
package import LFViT
import Synchronization
import Threads
import Wire

/// The node beside the cameras: glances at every frame, answers the easy ones, and has the hard ones looked at closely by
/// workers, or by itself.
///
/// Cameras hand over frames through a `LivePlace`, or with `take`, `watch` or `replay`, from any task; outcomes go to the
/// sink. The owner calls `stop` once, last.
package final class EdgeNode: Sendable {
    private let settings: EdgeSettings
    private let model: EdgeModel
    private let ledger: Ledger
    private let threads: ComputePool<Glance>
    private let local: LocalAnswers
    private let forwarder: Forwarder?
    private let live: LiveThreshold
    private let glanceCount = Atomic<Int>(0)
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Starts the compute threads and, with an uplink, begins to connect; frames may be handed over at once.
    ///
    /// - Parameters:
    ///   - model: a model of two stages, shared by all compute threads.
    ///   - uplink: the way to the workers; without one every frame is answered here.
    ///   - notice: told what changes at the coordinators, on a thread of the edge; must return soon.
    ///   - sink: told every frame's outcome, exactly one of them final; called on several threads of the edge at once, and
    ///     must return soon.
    /// - Throws: `SettingsError`, `EdgeError`, `ZeroMQError` for an address that is none, and what the making of
    ///   payloads throws.
    package convenience init(
        _ model: LFViTModel, settings: EdgeSettings, uplink: Uplink? = nil,
        notice: @escaping @Sendable (EdgeNotice) -> Void = { _ in },
        sink: @escaping @Sendable (FrameOutcome) -> Void
    ) async throws {
        try await self.init(.lfViT(model), settings: settings, uplink: uplink, notice: notice, sink: sink)
    }

    /// The same with a model of either family.
    package init(
        _ model: EdgeModel, settings: EdgeSettings, uplink: Uplink? = nil,
        notice: @escaping @Sendable (EdgeNotice) -> Void = { _ in },
        sink: @escaping @Sendable (FrameOutcome) -> Void
    ) async throws {
        try settings.check(model)
        try uplink?.check()
        let ledger = Ledger(sink: sink)
        let live = LiveThreshold(settings.cascade.threshold)
        let sights = settings.sightInterval.map { SightRate(interval: $0) }
        let threads = try await ComputePool<Glance>(
            name: "fovea glance", threads: settings.threads, capacity: settings.maximumWaiting, cores: settings.cores
        ) {
            try Glance(model, settings: settings, live: live, sights: sights, encode: uplink?.payload())
        }
        let local = LocalAnswers(ledger: ledger, threads: threads, settings: settings)
        self.settings = settings
        self.live = live
        self.model = model
        self.ledger = ledger
        self.threads = threads
        self.local = local
        guard let uplink else {
            forwarder = nil
            return
        }
        do {
            forwarder = try await Forwarder(
                uplink, limits: settings.limits, budget: settings.budget, emitsPartials: settings.emitsPartials,
                classes: model.classes,
                notice: notice
            ) { hard, result in
                ledger.tellPartial(of: hard, result)
            } finish: { hard, ending in
                switch ending {
                case .focused(let result): ledger.focused(hard, result)
                case .fallback(let reason): local.answer(hard, reason)
                }
            }
        } catch {
            await threads.shutdown()
            throw error
        }
    }

    /// The books as of this instant.
    package var account: FrameAccount { ledger.account }

    /// Frames that were glanced at, for telling a stuck edge from one without work.
    package var glances: Int { glanceCount.load(ordering: .relaxed) }

    /// The coordinators and the hard frames; nil without an uplink.
    package var forwarding: ForwarderState? { forwarder?.state }

    /// The confidence from which localization's answer stands where no gear says otherwise; may be set at any time.
    package var threshold: Double {
        get { live.value }
        set { live.value = newValue }
    }

    /// Asks the workers again about a frame whose outcome is in the books, and returns what would be its outcome now. The
    /// sink is not told, and the account does not change.
    ///
    /// - Throws: `CancellationError`.
    package func answerLate(_ frame: OfferedFrame) async throws -> FrameOutcome {
        let late = Ticket<FrameOutcome>()
        await pass(AdmittedFrame(ticket: nil, offered: frame, late: late))
        return try await late.value()
    }

    /// Takes one frame and returns when it was glanced at: an easy one is answered then, a hard one is on its way.
    package func take(_ frame: OfferedFrame) async {
        await pass(ledger.admit(frame))
    }

    /// Takes one frame and returns at once, for threads that keep a schedule: it waits for a compute thread, or is dropped
    /// where as many wait as may.
    package func offer(_ frame: OfferedFrame) {
        begin(ledger.admit(frame))
    }

    /// Notes a frame that a camera captured and does not hand over.
    package func skip(_ camera: Camera, _ reason: SkipReason) {
        ledger.skip(camera, reason)
    }

    /// Waits until every frame taken so far has its outcome.
    package func settled() async {
        await ledger.wait(untilFewerThan: 1)
    }

    /// Glances at a picture once, to offer it as many frames.
    ///
    /// - Throws: `PictureError`, what the making of payloads throws, and `ComputePoolError`.
    package func glance(at picture: OfferedFrame.Picture, number: UInt64) async throws -> GlancedPicture {
        try await threads.run { glance in try glance.keep(glance.look(at: picture), number: number) }
    }

    /// Follows a live camera until its stream ends, and returns when every frame of this edge has its outcome. Never makes
    /// the camera wait.
    package func watch(_ frames: some AsyncSequence<OfferedFrame, Never>) async {
        let place = LivePlace(self)
        for await frame in frames { place.offer(frame) }
        await settled()
    }

    /// Answers all frames of a recording, as fast as they are answered; see the other `replay`.
    package func replay(_ frames: some Sequence<OfferedFrame>, unfinished limit: Int = 16) async {
        var frames = frames.makeIterator()
        await replay(unfinished: limit) { frames.next() }
    }

    /// Answers what a source hands over, as fast as it is answered, and returns when every frame of this edge has its
    /// outcome. Drops none: the next frame is taken when fewer than `limit` of this edge are unfinished.
    ///
    /// - Parameter next: reads the next frame; nil at the end. Its error ends the replay and is thrown.
    package func replay<Failure>(
        unfinished limit: Int = 16, _ next: () async throws(Failure) -> OfferedFrame?
    ) async throws(Failure) {
        let limit = min(limit, settings.maximumWaiting, settings.maximumInFlight)
        do throws(Failure) {
            while let frame = try await next() {
                await ledger.wait(untilFewerThan: limit)
                begin(ledger.admit(frame))
            }
        } catch {
            await settled()
            throw error
        }
        await settled()
    }

    /// Takes no more frames, lets those in flight be answered within `bound`, answers the others here, and ends. After it
    /// nothing is in flight.
    package func stop(within bound: Duration) async {
        let end = ContinuousClock.now + bound
        self.end.withLock { $0 = end }
        forwarder?.stop(by: end)
        await ledger.wait(untilFewerThan: 1)
        await forwarder?.finished()
        await threads.shutdown()
    }

    private func pass(_ frame: AdmittedFrame) async {
        guard !isStopping(by: nil) else { return ledger.end(frame, .dropped(.stopping)) }
        if case .glanced(let glanced) = frame.offered.picture { return pass(frame, glanced) }
        guard isAcceptable(frame) else { return }
        do {
            try await threads.run { glance in self.pass(frame, glance) }
        } catch {
            // Otherwise the pool was shut down, or the camera's task cancelled.
            guard case ComputePoolError.full = error else { return ledger.end(frame, .dropped(.stopping)) }
            ledger.end(frame, .dropped(.saturated))
        }
    }

    /// Enters a frame into the books.
    func admit(_ frame: OfferedFrame) -> AdmittedFrame { ledger.admit(frame) }

    /// Ends a frame that was not looked at.
    func drop(_ frame: AdmittedFrame, _ reason: DropReason) { ledger.end(frame, .dropped(reason)) }

    /// Begins a frame's way; `then` is called when it was glanced at, or ended without a glance.
    func begin(_ frame: AdmittedFrame, then: @escaping @Sendable () -> Void = {}) {
        guard !isStopping(by: nil) else {
            drop(frame, .stopping)
            return then()
        }
        if case .glanced(let glanced) = frame.offered.picture {
            pass(frame, glanced)
            return then()
        }
        guard isAcceptable(frame) else { return then() }
        let isTaken = threads.give { glance in
            self.pass(frame, glance)
            then()
        }
        if !isTaken {
            drop(frame, .saturated)
            then()
        }
    }

    /// A frame's way through the edge, on a compute thread.
    private func pass(_ frame: AdmittedFrame, _ glance: Glance) {
        do throws(PictureError) {
            guard !isStopping(by: .now) else { return ledger.end(frame, .dropped(.stopping)) }
            defer { glanceCount.add(1, ordering: .relaxed) }
            let answer = try glance.look(at: frame.offered.picture, scheduled: frame.offered.scheduled)
            forwarder?.countFrame()
            let point = glance.point(forwarder?.gear)
            var frame = frame
            frame.gear = point.gear
            if point.exitPolicy.exits(confidence: answer.best.confidence) {
                return ledger.exited(frame, answer, glance.times)
            }
            if let reason = reasonToStay { return local.answer(frame, answer, reason, with: glance) }
            forward(frame, answer, point, glance)
        } catch {
            ledger.rejected(frame, error)
        }
    }

    /// The way of a frame whose picture was glanced at before, on any thread.
    private func pass(_ frame: AdmittedFrame, _ glanced: GlancedPicture) {
        forwarder?.countFrame()
        let deadline = frame.offered.scheduled + settings.budget
        let point = WorkingPoint(live.applied(to: settings.cascade), gear: forwarder?.gear, model)
        var frame = frame
        frame.gear = point.gear
        guard let hard = glanced.hardFrame(frame, point, deadline: deadline) else {
            return ledger.exited(frame, glanced.answer, GlanceTimes())
        }
        if let reason = reasonToStay { return local.answer(hard, reason) }
        forwarder?.forward(hard)
    }

    /// Whether a picture has no more bytes than are accepted; otherwise its frame is rejected.
    private func isAcceptable(_ frame: AdmittedFrame) -> Bool {
        let size = frame.offered.picture.byteCount
        guard size > settings.maximumPictureBytes else { return true }
        ledger.end(frame, .rejected(.tooLarge)) { outcome in
            outcome.detail = "it has \(size) bytes; at most \(self.settings.maximumPictureBytes) are accepted"
        }
        return false
    }

    private func forward(
        _ frame: AdmittedFrame, _ answer: LFViT.Answer, _ point: WorkingPoint, _ glance: Glance
    ) {
        do {
            let deadline = frame.offered.scheduled + settings.budget - settings.reserve
            forwarder?.forward(
                try glance.hardFrame(frame, answer, point, entry: forwarder?.entry ?? 0, deadline: deadline))
        } catch {
            local.answer(frame, answer, .notEncoded, detail: "\(error)", with: glance)
        }
    }

    private var reasonToStay: FallbackReason? {
        guard let forwarder else { return .noCoordinator }
        return forwarder.reasonToStay
    }

    /// Whether the edge was asked to stop and, with a time, whether the bound has passed by then.
    private func isStopping(by now: ContinuousClock.Instant?) -> Bool {
        end.withLock { end in end.map { end in now.map { $0 >= end } ?? true } ?? false }
    }
}
