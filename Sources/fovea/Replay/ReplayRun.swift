import Edge
import Foundation
import Images
import LFViT
import Replay
import Wire

/// Runs plans against a cluster, each with an edge of its own.
struct ReplayRun {
    let cluster: ReplayCluster
    let model: LoadedModel
    let settings: EdgeSettings
    let payload: PayloadChoice
    let objective: Duration
    let lateness: Duration
    /// What to say in the report.
    let description: ReplaySettings

    /// Runs a plan to its end, or until the process is asked to stop.
    ///
    /// - Parameters:
    ///   - pictures: what is offered for each picture; made by `glance` where that is asked for.
    ///   - log: where to write every frame's outcome, if anywhere.
    func run(
        _ plan: ReplayPlan, pictures: [OfferedFrame.Picture], log: FrameLog? = nil
    ) async throws -> (report: ReplayReport, wasInterrupted: Bool) {
        let meter = ReplayMeter(plan, objective: objective, lateness: lateness, log: log)
        let edge = try await connectedEdge(plan, sink: meter.tell)
        let driver = ReplayDriver(
            plan, pictures: pictures, meter: meter, perform: cluster.perform, memory: cluster.memory)
        let progress = ReplayProgress(plan, meter)
        let watch = Task { await progress.show() }
        let stop = Task {
            await StopSignal.wait()
            if !Task.isCancelled { driver.interrupt() }
        }
        defer { stop.cancel() }
        do { try await driver.run(edge) } catch {
            watch.cancel()
            throw error
        }
        watch.cancel()
        await watch.value
        var described = description
        (described.fps, described.seconds) = (plan.rate, plan.length / .seconds(1))
        described.seed = plan.seed
        let report = ReplayReport(meter, plan, settings: described, interrupted: driver.wasInterrupted)
        return (report, driver.wasInterrupted)
    }

    /// Glances at every picture once; one that cannot be decoded stays a file, whose frames will be rejected.
    func glance(_ plan: ReplayPlan) async throws -> [OfferedFrame.Picture] {
        let edge = try await connectedEdge(plan) { _ in }
        var progress = Progress(total: plan.pictures.count)
        var pictures: [OfferedFrame.Picture] = []
        var failure: (any Error)?
        for (number, picture) in plan.pictures.enumerated() {
            let file = picture.content
            do {
                pictures.append(.glanced(try await edge.glance(at: file, number: UInt64(number))))
            } catch is PictureError {
                pictures.append(file)
            } catch {
                failure = error
                break
            }
            progress.step()
        }
        progress.clear()
        await edge.stop(within: .zero)
        if let failure { throw failure }
        return pictures
    }

    /// An edge that at least one coordinator accepts; it waits a little for the others.
    private func connectedEdge(
        _ plan: ReplayPlan, sink: @escaping @Sendable (FrameOutcome) -> Void
    ) async throws -> EdgeNode {
        let cameras = plan.streams.map(\.camera)
        var uplink = try cluster.uplink(
            cameras: cameras, payload: model.encoding(payload, settings.cascade), menu: payload.menu
        )
        uplink.precision = Wire.Precision(model.precision)
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let edge = try await EdgeNode(model.edge, settings: settings, uplink: uplink) { notice in
            switch notice {
            case .welcomed: answer.yield()
            case .refused:
                Output.problem("\(notice)")
                answer.yield()
            case .draining, .lost: Output.problem("\(notice)")
            }
        } sink: {
            sink($0)
        }
        let count = uplink.coordinators.count
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in answers.prefix(count) {} }
            group.addTask { try? await Task.sleep(for: .seconds(5)) }
            await group.next()
            group.cancelAll()
        }
        // The forwarder publishes what it knows right after it gives notice.
        for _ in 0..<50 where edge.forwarding?.isServed == false { try? await Task.sleep(for: .milliseconds(10)) }
        guard edge.forwarding?.isServed == true else {
            await edge.stop(within: .zero)
            throw ReplayTargetError(coordinators: uplink.coordinators.map(\.endpoint))
        }
        return edge
    }
}

/// Coordinators none of which accepts the generator.
struct ReplayTargetError: Error, CustomStringConvertible {
    let coordinators: [String]

    var description: String {
        """
        \(coordinators.joined(separator: ", ")): no coordinator accepted this edge within 5 s; check that it runs, the \
        address, the keys and the model
        """
    }
}
