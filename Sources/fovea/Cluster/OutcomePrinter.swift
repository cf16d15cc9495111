import BundledModel
import Edge
import Foundation
import Synchronization

/// Prints outcomes, one line each, from whichever thread they come.
final class OutcomePrinter: Sendable {
    /// One frame's outcome as programs read it.
    struct Line: Encodable {
        let camera: String
        let frame: UInt64
        let file: String?
        let outcome: String?
        let reason: String?
        let `class`: Int?
        let label: String?
        let confidence: Float?
        let final: Bool
        let provisional: Bool
        let worker: String?
        let gear: Int?
        let milliseconds: Double
        let detail: String?

        private enum Keys: String, CodingKey {
            case camera, frame, file, outcome, reason, `class`, label, confidence, final, provisional, worker, gear
            case milliseconds, detail
        }

        /// Every key is always there: what does not apply is null, so that programs need no special case.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(camera, forKey: .camera)
            try container.encode(frame, forKey: .frame)
            try container.encode(file, forKey: .file)
            try container.encode(outcome, forKey: .outcome)
            try container.encode(reason, forKey: .reason)
            try container.encode(`class`, forKey: .class)
            try container.encode(label, forKey: .label)
            try container.encode(confidence, forKey: .confidence)
            try container.encode(final, forKey: .final)
            try container.encode(provisional, forKey: .provisional)
            try container.encode(worker, forKey: .worker)
            try container.encode(gear, forKey: .gear)
            try container.encode(milliseconds, forKey: .milliseconds)
            try container.encode(detail, forKey: .detail)
        }
    }

    /// The closing account as programs read it.
    struct Closing: Encodable {
        let account: Account
        /// Frames that were captured and not offered, by reason.
        let skipped: [String: Int]
    }

    /// The frames that were offered, by what became of them.
    struct Account: Encodable {
        let captured: Int
        let offered: Int
        let exited: Int
        let focused: Int
        let fallback: Int
        let rejected: Int
        let dropped: Int
        let inFlight: Int
    }

    private let table: ClassTable
    private let json: Bool
    /// The first line that could not be written; the lock keeps lines whole.
    private let failure = Mutex<(any Error)?>(nil)

    init(_ table: ClassTable, json: Bool) {
        self.table = table
        self.json = json
    }

    /// Prints one outcome.
    func print(_ outcome: FrameOutcome) {
        failure.withLock { failure in
            guard failure == nil else { return }
            do { try json ? Output.json(line(outcome)) : Output.line(text(outcome)) } catch { failure = error }
        }
    }

    /// Prints the account.
    ///
    /// - Parameter captured: how many frames each camera that was read says that it captured.
    /// - Throws: the error of the first line that could not be written; `AccountError` where something is unaccounted.
    func finish(_ account: FrameAccount, captured: [Camera: Int] = [:]) throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
        let total = account.total
        let closing = Account(
            captured: total.captured, offered: total.offered, exited: total.exited, focused: total.focused,
            fallback: total.fallback,
            rejected: total.rejected, dropped: total.dropped, inFlight: total.inFlight
        )
        let skipped = total.skipped.sorted { $0.key.rawValue < $1.key.rawValue }
        if !json, !skipped.isEmpty {
            let reasons = skipped.map { "skipped (\($0.key.rawValue)) \($0.value)" }.joined(separator: " + ")
            try Output.line("\ncaptured \(total.captured) = offered \(total.offered) + \(reasons)")
        }
        try json
            ? Output.json(
                Closing(
                    account: closing,
                    skipped: Dictionary(uniqueKeysWithValues: skipped.map { ($0.key.rawValue, $0.value) })))
            : Output.line(
                """

                offered \(closing.offered) = exited \(closing.exited) + focused \(closing.focused) \
                + fallback \(closing.fallback) + rejected \(closing.rejected) + dropped \(closing.dropped) \
                + in flight \(closing.inFlight)
                """
            )
        let isComplete = captured.allSatisfy { account.cameras[$0.key]?.captured ?? 0 == $0.value }
        guard account.isBalanced, isComplete else { throw AccountError() }
    }

    private func line(_ outcome: FrameOutcome) -> Line {
        Line(
            camera: outcome.camera.name, frame: outcome.frame, file: outcome.name,
            outcome: outcome.outcome?.name, reason: outcome.outcome?.reason, class: outcome.answer?.classIndex,
            label: outcome.answer.map { table.label($0.classIndex) }, confidence: outcome.answer?.confidence,
            final: outcome.isFinal, provisional: outcome.isProvisional, worker: outcome.worker, gear: outcome.gear,
            milliseconds: outcome.milliseconds, detail: outcome.detail
        )
    }

    private func text(_ outcome: FrameOutcome) -> String {
        let line = line(outcome)
        let name = line.file.map { ($0 as NSString).lastPathComponent } ?? "-"
        let ending = [line.outcome ?? "partial", line.reason.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
        let answer = line.label ?? line.detail ?? "-"
        return [
            Table.pad("\(line.camera)/\(line.frame)", 14), Table.pad(name, 22), Table.pad(ending, 24),
            Table.pad(answer, 26), Table.pad(line.confidence.map { Table.number(Double($0), 3) } ?? "-", 6),
            Table.number(line.milliseconds, 1) + " ms",
        ].joined(separator: " ")
    }
}

/// An account that does not add up: a fault of Fovea, never of the user.
struct AccountError: Error, CustomStringConvertible {
    /// One line for people.
    let description = "the account does not balance: a frame is unaccounted for; please report this"
}
