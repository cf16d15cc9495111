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

    @Option(help: ArgumentHelp("Only this target: \(Self.names).", valueName: "target"))
    var only: String?

    private static var targets: [(name: String, type: any FuzzTarget.Type)] {
        [
            ("decoder", DecoderTarget.self), ("payloads", PayloadTarget.self), ("coordinator", CoordinatorTarget.self),
            ("worker", WorkerTarget.self), ("edge", EdgeTarget.self),
        ]
    }
    private static var names: String { targets.map(\.name).joined(separator: ", ") }

    /// The growth that is put down to the allocator, MB.
    private static let allowance = 16

    func validate() throws {
        guard messages >= 10 else { throw ValidationError("--messages \(messages): at least 10") }
        guard only == nil || Self.targets.contains(where: { $0.name == only }) else {
            throw ValidationError("--only \(only ?? ""): one of \(Self.names)")
        }
    }

    func run() async throws {
        print("seed \(seed)")
        var grew = false
        for (name, type) in Self.targets where only == nil || only == name {
            let target = try await type.init(seed: seed)
            let clock = ContinuousClock()
            let begin = clock.now
            let (tenth, half) = (messages / 10, messages / 2)
            var memory = [ResidentMemory.megabytes]
            // The first tenth fills every queue and table to its bound; after it nothing may grow.
            for count in [tenth, half - tenth, messages - half] {
                try await target.send(count)
                memory.append(ResidentMemory.megabytes)
            }
            let seconds = (clock.now - begin) / .seconds(1)
            let report = try await target.end()
            let sizes = memory.map(String.init).joined(separator: ", ")
            print(
                """
                \(name): \(messages) messages, \(Int(Double(messages) / seconds))/s; \(sizes) MB at the start, \
                after a tenth, a half and all; \(report)
                """
            )
            let growth = memory[3] - memory[1]
            if growth > Self.allowance {
                print(
                    "\(name): memory grew by \(growth) MB after the first tenth; at most \(Self.allowance) are accepted"
                )
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
