import Foundation
import Testing

extension CommandTests {
    /// A model on trial beside the one at work, over whole clusters.
    struct RolloutCommandTests {
        /// Runs a cluster, one of the candidate with or without a worker, and an edge that shows every frame to both; then
        /// asks for the verdict.
        private func verdict(candidateHasWorker: Bool, flags: String) async throws -> Program {
            try await Program.shell(
                #"""
                dir=$(mktemp -d)
                trap 'kill $(jobs -p); wait; rm -r "$dir"' EXIT
                cp '\#(Program.repository.path)/Sources/BundledModel/Resources/lfvit-tiny-224.safetensors' "$dir/new"
                for c in a b; do
                    "$FOVEA" coordinator --name $c --edges "ipc://$dir/$c-edges" --workers "ipc://$dir/$c-workers" >"$dir/$c" &
                done
                for c in a \#(candidateHasWorker ? "b" : ""); do
                    "$FOVEA" worker --name $c --precision fp32 --batch 1 --coordinator "ipc://$dir/$c-workers" >"$dir/w$c" &
                done
                until grep -q ready "$dir/wa" && { \#(!candidateHasWorker) || grep -q ready "$dir/wb"; }; do sleep 0.1; done
                "$FOVEA" edge --source '\#(Program.photographs)' --fps 4 --budget 20000 --coordinator "ipc://$dir/a-edges" \
                    --canary-model "$dir/new" --canary-coordinator "ipc://$dir/b-edges" --canary-share 1 \
                    --http 127.0.0.1:0 >"$dir/edge" 2>"$dir/log" &
                until grep -q '^watch at' "$dir/log"; do sleep 0.1; done
                at=$(sed -n 's/^watch at //p' "$dir/log")
                until curl -s "${at}readyz" | grep -q '^ready'; do sleep 0.1; done
                "$FOVEA" rollout "$at" --timeout 60 --json \#(flags)
                echo "status $?"
                curl -s "${at}metrics" | grep -c '^fovea_canary'
                """#)
        }

        @Test func aCandidateThatAnswersTheSameRolls() async throws {
            let run = try await verdict(
                candidateHasWorker: true, flags: "--frames 20 --agreement 0.8 --slowdown 1000 --misses 1")
            #expect(run.lines.contains("status 0"), "\(run.output)\(run.errors)")
            let report = try JSONObject(run.lines.first ?? "")
            #expect(try report.value("verdict") == "roll")
            let seen = try report.object("comparison")
            let answered = try seen.value("answered", as: Int.self)
            #expect(answered >= 20)
            #expect(try seen.value("agreed") == answered)
            #expect(run.lines.last.flatMap { Int($0) } ?? 0 > 0, "the comparison is no metric")
        }

        @Test func aCandidateThatMissesFramesRollsBack() async throws {
            let run = try await verdict(candidateHasWorker: false, flags: "--frames 5 --misses 0.1")
            #expect(run.lines.contains("status 1"), "\(run.output)\(run.errors)")
            let report = try JSONObject(run.lines.first ?? "")
            #expect(try report.value("verdict") == "roll back")
            #expect(try report.value("reasons", as: [String].self).first?.contains("more frames") == true)
        }

        @Test func aModelOfOtherClassesIsNoCandidate() async throws {
            let run = try await Program.run(
                "edge", "--source", Program.photographs, "--once", "--canary-model", Program.model("224"),
                "--canary-coordinator", "ipc:///tmp/fovea-nobody")
            #expect(run.status == 2 && run.errors.contains("10 classes; the model at work has 1000"), "\(run.errors)")
        }

        @Test func anEdgeWithoutATrialIsNamed() async throws {
            let half = try await Program.run("edge", "--canary-model", "x")
            #expect(half.status == 2 && half.errors.contains("belong together"))
            let none = try await Program.run("rollout", "127.0.0.1:9")
            #expect(none.status == 1 && none.errors.contains("does not answer"), "\(none.errors)")
        }
    }
}
