import Foundation
import FoundationNetworking
import TestFolders
import Testing

extension CommandTests {
    /// What nodes say of themselves over HTTP, through the built program.
    struct WatchTests {
        /// Runs a line of the shell beside a cluster that serves its page at `$AT`, and ends the cluster.
        private func beside(_ line: String, flags: String = "", address: String = "127.0.0.1:0") async throws -> Program
        {
            try await Program.shell(
                """
                log=$(mktemp)
                "$FOVEA" up --source '\(Program.photographs)' --fps 20 --http \(address) \(flags) >/dev/null 2>"$log" &
                up=$!
                trap 'kill -TERM $up; wait $up; rm "$log"' EXIT
                for _ in $(seq 300); do
                    AT=$(sed -n 's/^watch at //p' "$log")
                    code=$(curl -s -o /dev/null -w '%{http_code}' -H "$TOKEN" "${AT}readyz" || true)
                    [ "$code" = 200 ] && break
                    [ "$code" = 401 ] && break
                    sleep 0.1
                done
                \(line)
                """)
        }

        @Test func aClusterServesItsMetricsAndTheyAddUp() async throws {
            let run = try await beside(
                #"until curl -s "${AT}metrics" | grep -q offered_total; do sleep 0.1; done; curl -s "${AT}metrics"; curl -s "${AT}api/state" > /dev/stderr"#
            )
            let samples = run.lines.filter { !$0.hasPrefix("#") }
            func total(_ name: String) -> Int {
                samples.filter { $0.hasPrefix(name) }.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
                    .reduce(0, +)
            }
            #expect(total("fovea_frames_offered_total{") > 0)
            #expect(
                total("fovea_frames_offered_total{") == total("fovea_frames_total{") + total("fovea_frames_in_flight{"))
            #expect(total("fovea_coordinator_workers ") == 1)
            #expect(total("fovea_ready ") == 1)
            let state = try JSONSerialization.jsonObject(with: Data(run.errors.utf8)) as? [String: Any]
            #expect(state?["role"] as? String == "up" && state?["gear"] is NSNull)
        }

        @Test(.enabled("promtool is missing (Debian: apt-get install prometheus)", hasPromtool))
        func promtoolFindsNothingToSayOfTheMetrics() async throws {
            let run = try await beside(#"curl -s "${AT}metrics" | promtool check metrics"#)
            #expect(run.status == 0 && run.output.isEmpty, "\(run.output)\(run.errors)")
        }

        @Test func withATokenAWrongOneGets401() async throws {
            let folder = try TemporaryFolder()
            let token = try folder.write("token", Data("a-long-enough-token\n".utf8)).path
            let ask = #"curl -s -o /dev/null -w '%{http_code}\n'"#
            let run = try await beside(
                """
                \(ask) "${AT}metrics"
                \(ask) -H 'Authorization: Bearer wrong' "${AT}metrics"
                \(ask) -H 'Authorization: Bearer a-long-enough-token' "${AT}metrics"
                \(ask) "${AT}?token=a-long-enough-token"
                \(ask) "${AT}healthz"
                "$FOVEA" top --token-file '\(token)' --once "${AT#http://}"
                """, flags: "--http-token-file '\(token)'")
            #expect(run.lines.prefix(5) == ["401", "401", "200", "200", "200"])
            #expect(run.lines.dropFirst(5).first?.contains(" up ") == true)
        }

        @Test func offThisMachineItTakesATokenOrAWord() async throws {
            let refused = try await Program.run("coordinator", "--http", "0.0.0.0:0")
            #expect(refused.status == 2)
            #expect(refused.errors.contains("--http-token-file"))
        }

        @Test func aPortInUseIsOneClearLine() async throws {
            let run = try await beside(
                #"at=${AT#http://}; "$FOVEA" coordinator --edges tcp://127.0.0.1:* --workers tcp://127.0.0.1:* --http "${at%/}" 2>&1; echo "status $?""#
            )
            #expect(run.lines.last == "status 1")
            #expect(run.lines.count == 2 && run.lines[0].contains("in use"))
        }

        @Test func topSaysWhatItSeesAndWhatItDoesNot() async throws {
            let run = try await beside(#""$FOVEA" top "${AT}""#)
            #expect(run.status == 0)
            #expect(run.output.contains("focused") && run.output.contains("worker worker-1"))
            let none = try await Program.run("top", "127.0.0.1:9", "--once")
            #expect(none.status == 1 && none.output.contains("does not answer"))
        }

        @Test func aTraceHasASpanAStationAndOneIdAcrossThem() async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("trace.json", Data()).path
            let run = try await Program.run(
                "up", "--source", Program.photographs, "--once", "--no-exit", "--trace", path)
            #expect(run.status == 0)
            let events = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
            let spans = (events as? [[String: Any]] ?? []).filter { $0["ph"] as? String == "b" }
            let byID = Dictionary(grouping: spans) { $0["id"] as? String ?? "" }
            #expect(byID.count == 4)
            for (_, spans) in byID {
                let stations = Set(spans.compactMap { $0["name"] as? String })
                #expect(
                    stations.isSuperset(of: [
                        "waiting", "decoding", "localization", "encoding", "remote", "queue", "batching", "focus",
                    ]))
            }
        }
    }
}

/// Whether Prometheus' checker is here.
private func hasPromtool() async -> Bool {
    let probe = try? await Program.shell("command -v promtool")
    return probe?.status == 0
}
