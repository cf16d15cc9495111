import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// The keys of a whole deployment.
    struct KeysFleetTests {
        private func files(_ folder: String) throws -> [String: Data] {
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return Dictionary(
                uniqueKeysWithValues: names.compactMap { name in
                    FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
                })
        }

        @Test func everyNodeHasAKeyAndIsOnTheListOfItsRole() async throws {
            let temporary = try TemporaryFolder()
            defer { withExtendedLifetime(temporary) {} }
            let folder = temporary.path + "/keys"
            let run = try await Program.run("keys", "fleet", folder, "--edge", "yard", "--edge", "gate")
            #expect(run.status == 0 && run.lines.count == 4)
            let made = try files(folder)
            #expect(made["allow/edges/yard.pub"] == made["yard.pub"] && made["yard.pub"] != nil)
            #expect(made["allow/edges/gate.pub"] == made["gate.pub"] && made["gate.pub"] != made["yard.pub"])
            #expect(made["allow/workers/worker.pub"] == made["worker.pub"])
            #expect(made["coordinator"] != nil && made["allow/edges/coordinator.pub"] == nil)

            let again = try await Program.run("keys", "fleet", folder, "--edge", "yard", "--edge", "attic")
            #expect(again.status == 0)
            let now = try files(folder)
            for (name, bytes) in made { #expect(now[name] == bytes, "\(name) changed") }
            #expect(now["allow/edges/attic.pub"] != nil)
        }

        @Test(arguments: ["a/b", "worker", "allow", ""])
        func namesThatCannotBeAreRefused(name: String) async throws {
            let run = try await Program.run("keys", "fleet", "/nonexistent", "--edge", name)
            #expect(run.status == 2, "\(run.errors)")
        }
    }
}
