package import Edge
import Glibc
import Synchronization
import Threads

/// Offers a plan's frames to an edge: by the clock, or as answers come.
package final class ReplayDriver: Sendable {
    private let plan: ReplayPlan
    private let pictures: [OfferedFrame.Picture]
    private let meter: ReplayMeter
    private let perform: @Sendable (ClusterEvent.Action) async throws -> String
    private let memory: @Sendable () async -> [String: Int]
    private let isInterrupted = Atomic<Bool>(false)

    /// Makes a driver.
    ///
    /// - Parameters:
    ///   - pictures: what is offered for each of the plan's pictures: the file, or what a glance at it said.
    ///   - meter: the sink of the edge that will be driven.
    ///   - perform: does one of the plan's events to the cluster, and tells to whom; called from tasks of the driver.
    ///   - memory: resident bytes of the cluster's processes, by name; called from a task of the driver.
    package init(
        _ plan: ReplayPlan, pictures: [OfferedFrame.Picture], meter: ReplayMeter,
        perform: @escaping @Sendable (ClusterEvent.Action) async throws -> String = { _ in "" },
        memory: @escaping @Sendable () async -> [String: Int] = { [:] }
    ) {
        self.memory = memory
        self.perform = perform
        self.plan = plan
        self.pictures = pictures
        self.meter = meter
    }

    /// Offers no more frames; those in flight still get their outcomes.
    package func interrupt() {
        isInterrupted.store(true, ordering: .relaxed)
    }

    /// Whether `interrupt` was called.
    package var wasInterrupted: Bool { isInterrupted.load(ordering: .relaxed) }

    /// Offers all frames, waits until each has its outcome, and stops the edge.
    ///
    /// - Throws: `ThreadError` when the system has no thread to give.
    package func run(_ edge: EdgeNode) async throws {
        // A little later, so that the first frames do not wait for the generator's thread.
        let start = ContinuousClock.now + (plan.mode.isOpenLoop ? .milliseconds(50) : .zero)
        meter.begin(at: start)
        let sampler = Task { await sample(edge, from: start) }
        let events = Task { await performEvents(from: start) }
        do {
            switch plan.mode {
            case .open, .server: try await offerBySchedule(edge, from: start)
            case .singleStream: await offerTogether(edge, cameras: 0..<1, from: start)
            case .multiStream: await offerTogether(edge, cameras: plan.streams.indices, from: start)
            case .offline: await offerAll(edge, at: start)
            }
        } catch {
            sampler.cancel()
            events.cancel()
            await edge.stop(within: .zero)
            throw error
        }
        await events.value
        await edge.settled()
        sampler.cancel()
        await sampler.value
        await edge.stop(within: .seconds(5))
        meter.close(edge, at: .now)
    }

    /// By the clock. On a thread of its own, so that a busy pool of tasks does not delay frames.
    private func offerBySchedule(_ edge: EdgeNode, from start: ContinuousClock.Instant) async throws {
        guard plan.newestWins else { return try await keepSchedule(from: start) { _, frame in edge.offer(frame) } }
        let cameras = plan.streams.map { _ in AsyncStream.makeStream(of: OfferedFrame.self) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for camera in cameras { group.addTask { await edge.watch(camera.stream) } }
            defer { for camera in cameras { camera.continuation.finish() } }
            try await keepSchedule(from: start) { camera, frame in cameras[camera].continuation.yield(frame) }
        }
    }

    private func keepSchedule(
        from start: ContinuousClock.Instant, handOver: @escaping @Sendable (Int, OfferedFrame) -> Void
    ) async throws {
        let thread = try OSThread(name: "fovea replay") { [self] in
            // Ahead of the cluster's own threads where both share processors; the system may refuse, and lateness tells.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -15)
            for arrival in plan.schedule {
                let due = start + arrival.time
                guard sleep(until: due) else { return }
                meter.offered(at: arrival.time)
                handOver(arrival.camera, frame(arrival.camera, arrival.number, due: due))
                meter.handedOver(late: .now - due)
            }
        }
        await thread.finished()
    }

    private func offerTogether(_ edge: EdgeNode, cameras: Range<Int>, from start: ContinuousClock.Instant) async {
        var number = 0
        while !wasInterrupted {
            let due = ContinuousClock.now
            guard due - start < plan.length else { return }
            for camera in cameras {
                meter.offered(at: due - start)
                edge.offer(frame(camera, number, due: due))
            }
            await edge.settled()
            meter.endedQuery(after: .now - due)
            number += 1
        }
    }

    private func offerAll(_ edge: EdgeNode, at start: ContinuousClock.Instant) async {
        let frames = (0..<plan.framesPerCamera).lazy.flatMap { [self] number in
            plan.streams.indices.lazy.map { [self] camera in
                meter.offered(at: .zero)
                return frame(camera, number, due: start)
            }
        }
        await edge.replay(frames.prefix { [self] _ in !wasInterrupted }, unfinished: .max)
    }

    /// Does each event when it is due; one that takes its time, such as the coming of a worker, delays no other.
    private func performEvents(from start: ContinuousClock.Instant) async {
        await withDiscardingTaskGroup { group in
            for event in plan.events.events {
                while ContinuousClock.now < start + event.time {
                    guard !wasInterrupted, !Task.isCancelled else { return }
                    let next = min(start + event.time, .now + .milliseconds(50))
                    try? await Task.sleep(until: next, clock: .continuous)
                }
                group.addTask { [self] in
                    do {
                        let target = try await perform(event.action)
                        meter.performed(event, .success(target), at: .now)
                    } catch {
                        meter.performed(event, .failure(error), at: .now)
                    }
                }
            }
        }
    }

    private func sample(_ edge: EdgeNode, from start: ContinuousClock.Instant) async {
        var number = 1
        while (try? await Task.sleep(until: start + .milliseconds(100) * number, clock: .continuous)) != nil {
            meter.sample(edge, at: .now)
            if meter.memoryIsDue(at: .now) {
                var bytes = await memory()
                bytes["generator"] = ResidentMemory.bytes()
                meter.sampled(memory: bytes, at: .now)
            }
            number += 1
        }
    }

    private func frame(_ camera: Int, _ number: Int, due: ContinuousClock.Instant) -> OfferedFrame {
        OfferedFrame(
            camera: plan.streams[camera].camera, number: UInt64(number),
            picture: pictures[plan.picture(camera: camera, number: number)], scheduled: due
        )
    }

    /// Blocks the calling thread; false when it was interrupted.
    private func sleep(until due: ContinuousClock.Instant) -> Bool {
        while !wasInterrupted {
            let rest = min(due - .now, .milliseconds(50))
            guard rest > .zero else { return true }
            var time = timespec(tv_sec: 0, tv_nsec: Int(rest / .nanoseconds(1)))
            nanosleep(&time, nil)
        }
        return false
    }
}
