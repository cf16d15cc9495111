import ArgumentParser
import Checkpoints
import Edge
import Rollout
import Synchronization

/// Shows a share of an edge's frames to an edge of another model, which has coordinators and workers of its own, and
/// compares the answers. Models never meet: everything of the candidate's is beside what is at work, and nobody else is
/// told what it says.
final class CanaryEdge: Sendable {
    /// What both edges' threads write to.
    private final class Books: Sendable {
        struct State {
            var mirror: Mirror
            var comparison: ModelComparison
        }

        let state: Mutex<State>

        init(_ state: State) {
            self.state = Mutex(state)
        }

        func take(_ outcome: FrameOutcome, at side: Mirror.Side) {
            guard let ending = MirroredEnding(outcome) else { return }
            state.withLock { state in
                let name = Mirror.FrameName(camera: outcome.camera.name, number: outcome.frame)
                guard let met = state.mirror.ended(name, at: side, ending) else { return }
                state.comparison.record(current: met.current, candidate: met.candidate)
            }
        }
    }

    private let node: EdgeNode
    private let books: Books

    /// Starts the candidate's edge.
    ///
    /// - Parameters:
    ///   - path: the candidate's file, for people.
    ///   - classes: how many classes the model at work has.
    ///   - uplink: the way to the candidate's coordinators.
    init(
        _ flags: CanaryFlags, _ edge: EdgeFlags, model: LoadedModel, path: String, classes: Int, uplink: Uplink
    ) async throws {
        guard model.configuration.classes == classes else {
            throw ValidationError(
                "--canary-model \(path): \(model.configuration.classes) classes; the model at work has \(classes), and "
                    + "answers of different classes cannot be compared")
        }
        let books = Books(
            Books.State(
                mirror: Mirror(share: flags.canaryShare), comparison: ModelComparison(candidateModel: path)))
        var settings = try edge.settings(for: model)
        (settings.emitsPartials, settings.fallback, settings.threads) = (false, .localization, 1)
        settings.cores = nil
        // It never holds up the machine: what does not fit is not looked at, and counted.
        settings.maximumWaiting = 4
        node = try await EdgeNode(model.edge, settings: settings, uplink: uplink) { books.take($0, at: .candidate) }
        self.books = books
    }

    /// What was seen so far.
    var comparison: ModelComparison { books.state.withLock { $0.comparison } }

    /// Takes an outcome of the edge at work, on whichever thread brings it, and shows the frame to the candidate where it
    /// is picked; returns at once.
    func take(_ outcome: FrameOutcome) {
        guard outcome.isFinal else { return }
        let name = Mirror.FrameName(camera: outcome.camera.name, number: outcome.frame)
        if books.state.withLock({ $0.mirror.picks(name) }) {
            node.offer(OfferedFrame(camera: outcome.camera, number: outcome.frame, picture: outcome.picture))
        }
        books.take(outcome, at: .current)
    }

    /// Ends the candidate's edge.
    func stop() async {
        await node.stop(within: .seconds(2))
    }
}

extension MirroredEnding {
    /// How a frame ended; nil while it has not.
    fileprivate init?(_ outcome: FrameOutcome) {
        switch outcome.outcome {
        case nil: return nil
        case .exited, .focused:
            self = outcome.answer.map { .answered(classIndex: $0.classIndex, after: outcome.elapsed) } ?? .unseen
        case .fallback: self = .fallback
        case .rejected, .dropped: self = .unseen
        }
    }
}
