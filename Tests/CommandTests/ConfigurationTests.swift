import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// Roles run by a configuration file, through the built program.
    struct ConfigurationTests {
        private func results(_ path: String) -> [[String: Any]] {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").compactMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        }

        @Test(arguments: ["edge", "server", "one-box"]) func theExamplesAreGood(name: String) async throws {
            let path = Program.repository.appending(path: "deploy/examples/\(name).yaml").path
            let run = try await Program.run("check", path)
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            #expect(run.output.contains("good for"))
        }

        @Test func checkTellsEveryProblemWithItsPlace() async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("site.yaml", Data("edge:\n  treshold: 1\n  fps: no\n".utf8)).path
            let run = try await Program.run("check", path)
            #expect(run.status == 1)
            #expect(
                run.lines == [
                    "\(path):2:3: edge.treshold: unknown key; did you mean \"threshold\"?",
                    "\(path):3:8: edge.fps: expected a number from 0.001 to 1000, found \"no\"",
                ])
            let json = try await Program.run("check", "--json", path)
            #expect(json.status == 1 && json.output.contains(#""line":2"#))
            let edge = try await Program.run("edge", "--config", path)
            #expect(edge.status != 0 && edge.errors.contains("did you mean \"threshold\"?"))
        }

        @Test func whatFlagsDoNotGoTogetherIsToldToo() async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("site.yaml", Data("coordinator: {edges: tcp://0.0.0.0:1}\n".utf8)).path
            let run = try await Program.run("check", path)
            #expect(run.status == 1 && run.output.contains("connections off this machine are encrypted"))
        }

        @Test func anEdgeTellsItsSinksAndAFlagOverridesTheFile() async throws {
            let folder = try TemporaryFolder()
            let lines = try folder.write("results.jsonl", Data()).path
            let site = """
                edge: {source: \(Program.photographs), threshold: 0, fps: 7}
                spool: {folder: \(lines).spool}
                sinks:
                  console: {kind: stdout, classes: [Egyptian cat]}
                  lines: {kind: file, path: \(lines)}
                """
            let path = try folder.write("site.yaml", Data(site.utf8)).path
            let easy = try await Program.run("edge", "--config", path, "--once")
            #expect(easy.status == 0, "\(easy.errors)")
            #expect(results(lines).count == 4 && results(lines).allSatisfy { $0["outcome"] as? String == "exited" })
            #expect(Set(results(lines).compactMap { $0["id"] as? String }).count == 4)
            #expect(easy.lines.filter { $0.contains("Egyptian cat") }.count == 1)
            #expect(easy.lines.last?.hasPrefix("offered 4 = ") == true)
            let hard = try await Program.run("edge", "--config", path, "--once", "--threshold", "1")
            #expect(hard.status == 0)
            #expect(results(lines).dropFirst(4).allSatisfy { $0["reason"] as? String == "noCoordinator" })
            #expect(results(lines).count == 8)
        }

        @Test func aReloadChangesSinksAndThresholdAndABadOneChangesNothing() async throws {
            let folder = try TemporaryFolder()
            let first = try folder.write("first.jsonl", Data()).path
            let second = try folder.write("second.jsonl", Data()).path
            let path = try folder.write("site.yaml", Data()).path
            func site(_ threshold: String, _ lines: String) -> String {
                "edge: {source: \(Program.photographs), fps: 40, threshold: \(threshold)}\n"
                    + "sinks: {lines: {kind: file, path: \(lines)}}\n"
            }
            // Waits for what it is about, never for a time.
            let run = try await Program.shell(
                """
                until_in() { until grep -q "$1" "$2" 2>/dev/null; do kill -0 $edge || exit 9; sleep 0.05; done; }
                echo '\(site("0", first))' > '\(path)'
                "$FOVEA" edge --config '\(path)' > /dev/null 2> '\(path).log' &
                edge=$!
                until_in exited '\(first)'
                echo 'edge: {fps: many}' > '\(path)'
                kill -HUP $edge
                until_in 'stays as it was.*edge.fps' '\(path).log'
                echo '\(site("1", second))' > '\(path)'
                kill -HUP $edge
                until_in 'was read again' '\(path).log'
                until_in noCoordinator '\(second)'
                kill -TERM $edge
                wait $edge
                echo "status $?"
                """)
            #expect(run.lines == ["status 0"], "\(run.output)\(run.errors)")
            #expect(results(first).allSatisfy { $0["outcome"] as? String == "exited" })
            // The last frames glanced at before the reload are told by the new sink.
            #expect(results(second).last?["reason"] as? String == "noCoordinator")
        }

        @Test func aRoleWithoutASectionIsNamed() async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("site.yaml", Data("worker: {threads: 1}\n".utf8)).path
            let run = try await Program.run("edge", "--config", path)
            #expect(run.status == 2 && run.errors.contains("has no section \"edge\""))
            let missing = try await Program.run("check", path + ".not")
            #expect(missing.status != 0 && missing.errors.contains("cannot be read"))
        }
    }
}
