import ArgumentParser
import Foundation

/// Sends random and mutated messages to the header decoder and to every role, and watches for crashes and growth.
///
/// Started by scripts/fuzz. A crash ends it with the signal's status; growth ends it with 1.
@main
struct Fuzz: AsyncParsableCommand {
    @Option(help: "How many messages each target takes.")
    var messages = 10_000_000

    @Option(help: "The same seed sends the same messages; without it a new one, which is printed.")
    var seed: UInt64 = .random(in: 0...UInt64.max)

    @Option(help: "Only this target: decoder, coordinator, worker or edge.")
    var only: String?

    func run() async throws {
        let targets: [(String, any FuzzTarget.Type)] = [
            ("decoder", DecoderTarget.self), ("coordinator", CoordinatorTarget.self), ("worker", WorkerTarget.self),
            ("edge", EdgeTarget.self),
        ]
        print("seed \(seed)")
        var grew = false
        for (name, type) in targets where only == nil || only == name {
            let target = try await type.init(seed: seed)
            let clock = ContinuousClock()
            let start = clock.now
            // The first tenth fills every queue and table to its bound; after it nothing may grow.
            try await target.send(messages / 10)
            let before = ResidentMemory.megabytes
            try await target.send(messages - messages / 10)
            let after = ResidentMemory.megabytes
            let seconds = (clock.now - start) / .seconds(1)
            let report = try await target.end()
            let rate = Int(Double(messages) / seconds)
            print("\(name): \(messages) messages, \(rate)/s, \(before) -> \(after) MB; \(report)")
            if after > before + 16 {
                print("\(name): memory grew by \(after - before) MB after the first tenth; at most 16 are accepted")
                grew = true
            }
        }
        if grew { throw ExitCode(1) }
    }
}

/// What takes the messages.
protocol FuzzTarget {
    init(seed: UInt64) async throws

    /// Sends that many more messages.
    func send(_ count: Int) async throws

    /// Ends the target and tells what became of the messages.
    func end() async throws -> String
}
