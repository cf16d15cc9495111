import Foundation
import Testing

extension CommandTests {
    /// What happens when the reader of the output goes away, the disk is full, or somebody presses control-C.
    struct OutputTests {
        @Test(arguments: [("", 128 + SIGPIPE), ("trap '' PIPE;", 1)])
        func aReaderThatHasEnoughEndsTheProgramQuietly(preparation: String, status: Int32) async throws {
            // More lines than a pipe holds.
            let pictures = Array(repeating: "'\(Program.photographs)'", count: 64).joined(separator: " ")
            let run = try await Program.shell(
                "\(preparation) set -o pipefail; "
                    + "env \(preparation.isEmpty ? "--default-signal=PIPE" : "") "
                    + "$FOVEA classify \(pictures) --json --model '\(Program.model("224"))' | head -1"
            )
            #expect(run.status == status && run.lines.count == 1 && run.errors.isEmpty, "\(run.errors)")
        }

        @Test(arguments: [
            "classify Photographs", "classify Photographs --json", "model info --geometry tiny-224", "--help",
        ])
        func outputThatIsLostIsAFailure(arguments: String) async throws {
            let run = try await Program.shell("cd '\(Program.repository.path)' && $FOVEA \(arguments) > /dev/full")
            #expect(run.status == 1)
            #expect(run.errors == "Error: standard output cannot be written: No space left on device\n")
        }

        @Test func anInterruptEndsTheProgram() async throws {
            let process = Process()
            // Tests that run in the background ignore interrupts, and so would their children.
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            let pictures = Array(repeating: Program.photographs, count: 64)
            process.arguments =
                ["--default-signal=INT", Program.path, "classify", "--json", "--model", Program.model("224")] + pictures
            // More lines than the pipe holds: the program cannot be done before the interrupt.
            let lines = Pipe()
            process.standardOutput = lines
            lines.fileHandleForReading.readabilityHandler = { handle in
                handle.readabilityHandler = nil
                process.interrupt()
            }
            try await withCheckedThrowingContinuation { (finished: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in finished.resume() }
                do { try process.run() } catch { finished.resume(throwing: error) }
            }
            #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
        }
    }
}
