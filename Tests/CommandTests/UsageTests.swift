import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// What belongs to the command line itself: help, and the exit status of wrong use (2) and of failure (1).
    struct UsageTests {
        @Test(arguments: [
            "", "classify", "eval", "visualize", "model", "model info", "model parity", "bench", "bench engine",
            "replay",
        ])
        func everyCommandsHelpShowsAnExample(command: String) async throws {
            let run = try await Program.shell("$FOVEA \(command) --help")
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(run.output.contains("EXAMPLE: fovea \(command)"))
            // Sentences are not broken where the source breaks them: a short line ends a paragraph.
            #expect(run.lines.allSatisfy { $0.count <= 80 })
        }

        @Test(arguments: [
            ("--bogus", "Unknown option '--bogus'"),
            ("--threshold 2", "threshold 2.0: a confidence lies between 0 and 1"),
            ("--threshold nan", "threshold nan: a confidence lies between 0 and 1"),
            ("--region-side 9", "region side 9: this model has 7 x 7 cells"),
            ("--region-side 0", "region side 0: this model has 7 x 7 cells"),
            ("--alpha 0", "alpha 0.0: a share above 0, at most 1"),
            ("--beta 1", "beta 1.0: a decay of at least 0, below 1"),
            ("--crop 2", "--crop 2.0: a share of the side, above 0.05 and at most 1"),
            ("--threads 0", "--threads 0: 1 to 256"),
            ("--region-rule best", "The value 'best' is invalid for '--region-rule <rule>'"),
            ("--precision fp8", "The value 'fp8' is invalid for '--precision <format>'"),
        ])
        func wrongFlagsAreNamed(flags: String, problem: String) async throws {
            let run = try await Program.shell("$FOVEA classify '\(Program.photograph("cat"))' \(flags)")
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errors.hasPrefix("Error: \(problem)"), "\(run.errors)")
        }

        @Test(arguments: [
            ("classify", "Missing expected argument '<paths> ...'"),
            ("shout", "Unexpected argument 'shout'"),
            ("model info", "name either a model file or --geometry"),
            ("model info --geometry huge-224", "huge-224 is no known geometry: tiny-224, small-224, base-224"),
            ("model info --geometry small-224 --region-side 9", "region side 9: this model has 7 x 7 cells"),
            ("bench engine --geometry huge-224", "huge-224 is neither a file nor a geometry"),
            ("bench engine --rounds 0", "--rounds 0: at least 1"),
            ("bench engine --threads 999999", "--threads 999999: 1 to 256"),
            ("eval . --sides 4 9", "region side 9: this model has 7 x 7 cells"),
        ])
        func wrongUseIsNamed(arguments: String, problem: String) async throws {
            let folder = try TemporaryFolder()
            try folder.copy(Program.photograph("cat"), to: "0/cat.jpg")
            let run = try await Program.shell("cd '\(folder.path)' && $FOVEA \(arguments)")
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errors.hasPrefix("Error: \(problem)"), "\(run.errors)")
        }

        @Test(arguments: [
            ("classify nothing.jpg", "nothing.jpg: it cannot be read: No such file or directory"),
            ("classify ''", "Error: an empty path names nothing; name a file or a folder"),
            ("classify .", "Error: .: no pictures (.jpg, .jpeg or .png) in this folder"),
            ("eval .", "Error: .: no pictures; expected one folder a class"),
            ("eval nowhere", "Error: nowhere: cannot be listed; name a folder that exists"),
            ("visualize .", "Error: .: no pictures (.jpg, .jpeg or .png) in this folder"),
            ("model info nowhere", "Error: nowhere cannot be read: No such file or directory"),
        ])
        func whatIsNotThereIsNamed(arguments: String, problem: String) async throws {
            let folder = try TemporaryFolder()
            let run = try await Program.shell("cd '\(folder.path)' && $FOVEA \(arguments)")
            #expect(run.status == 1 && run.output.isEmpty && run.problems.count == 1)
            #expect(run.errors.hasPrefix(problem), "\(run.errors)")
        }
    }
}
