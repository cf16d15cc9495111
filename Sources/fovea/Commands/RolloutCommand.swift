import ArgumentParser
import Foundation
import Metrics
import Rollout
import Watching

/// Judges a model on trial by what running edges saw of it.
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Decide whether a model on trial may take the place of the one at work.",
        discussion: """
            Edges with --canary-model show a share of their live frames to the model on trial, whose coordinator and worker
            stand beside those at work (docs/rollout.md). This reads what the edges with --http saw until it is enough to
            decide, and says roll or roll back. It changes nothing. Exit status 0: roll; 1: roll back, or undecided in time.

            EXAMPLE: fovea rollout 127.0.0.1:8081 --agreement 0.95
            """
    )

    @Argument(help: ArgumentHelp("Where the edges serve their pages.", valueName: "host:port"))
    var addresses: [String]

    @Option(help: "How many frames both models have to have answered.")
    var frames = RolloutTerms().frames

    @Option(help: "The share of those on which they have to agree.")
    var agreement = RolloutTerms().agreement

    @Option(help: "How many times as long the candidate's 99th percentile may be.")
    var slowdown = RolloutTerms().slowdown

    @Option(help: "The share of frames by which it may fall back, or not look, more often.")
    var misses = RolloutTerms().misses

    @Option(help: "How long to wait for a decision, in seconds.")
    var timeout = 600.0

    @Option(help: ArgumentHelp("The file with the token that the edges ask for.", valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Print one line of JSON.")
    var json = false

    /// What programs read.
    private struct Report: Encodable {
        let verdict: String
        let reasons: [String]
        let comparison: ModelComparison
    }

    func validate() throws {
        guard frames > 0, frames <= 10_000_000 else { throw ValidationError("--frames \(frames): 1 to 10000000") }
        for (name, share) in [("agreement", agreement), ("misses", misses)] where !(0...1).contains(share) {
            throw ValidationError("--\(name) \(share): 0 to 1")
        }
        guard slowdown > 0, timeout >= 0 else { throw ValidationError("--slowdown and --timeout are not negative") }
    }

    func run() async throws {
        let token = try tokenFile.map(TopCommand.token)
        let readers = try addresses.map { try StateReader($0, token: token) }
        var terms = RolloutTerms()
        (terms.frames, terms.agreement, terms.slowdown, terms.misses) = (frames, agreement, slowdown, misses)
        let end = ContinuousClock.now + .seconds(timeout)
        while true {
            let seen = try await comparison(of: readers)
            let verdict = terms.verdict(on: seen)
            if case .undecided = verdict, ContinuousClock.now < end {
                try await Task.sleep(for: .seconds(1))
                continue
            }
            try report(verdict, seen)
            if verdict != .roll { throw ExitCode(1) }
            return
        }
    }

    private func comparison(of readers: [StateReader]) async throws -> ModelComparison {
        var sum: ModelComparison?
        for reader in readers {
            let state: NodeState
            do { state = try await reader.read() } catch {
                throw RolloutError(description: "\(reader.address) \(error)")
            }
            guard let seen = state.canary else {
                throw RolloutError(
                    description: "\(reader.address) has no model on trial; start the edge with --canary-model")
            }
            if let other = sum?.candidateModel, other != seen.candidateModel {
                throw RolloutError(
                    description: "\(reader.address) tries \(seen.candidateModel), others try \(other)")
            }
            if sum == nil { sum = ModelComparison(candidateModel: seen.candidateModel) }
            sum? += seen
        }
        return sum ?? ModelComparison(candidateModel: "")
    }

    private func report(_ verdict: RolloutVerdict, _ seen: ModelComparison) throws {
        let (word, reasons): (String, [String]) =
            switch verdict {
            case .roll: ("roll", [])
            case .rollBack(let reasons): ("roll back", reasons)
            case .undecided(let reason): ("undecided", [reason])
            }
        if json { return try Output.json(Report(verdict: word, reasons: reasons, comparison: seen)) }
        func p99(_ side: ModelComparison.Side) -> String {
            side.latency.quantile(0.99).map { "\(Table.number($0 * 1000, 1)) ms" } ?? "-"
        }
        try Output.line(
            """
            \(seen.candidateModel)
              frames    \(seen.frames), both answered \(seen.answered), the same class \(seen.agreed)
              misses    \(seen.candidate.fallbacks + seen.candidate.unseen), the model at work \
            \(seen.current.fallbacks + seen.current.unseen)
              p99       \(p99(seen.candidate)), the model at work \(p99(seen.current))
            \(([word] + reasons).joined(separator: ": "))
            """)
    }
}

/// Edges that cannot be judged.
struct RolloutError: Error, CustomStringConvertible {
    /// Which, and the way out.
    let description: String
}
