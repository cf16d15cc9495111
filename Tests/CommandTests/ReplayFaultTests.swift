import Foundation
import TestFolders
import Testing

extension CommandTests {
    /// Faults and links of a cluster of processes, through the built program.
    struct ReplayFaultTests {
        private let simulated = "--source '\(Program.photographs)' --edges recorded --no-exit --lateness 60000"

        private func report(_ flags: String) async throws -> (Program, JSONObject) {
            let folder = try TemporaryFolder()
            let run = try await Program.shell(
                "$FOVEA replay \(simulated) --report '\(folder.path)/report.json' \(flags)")
            return (run, try JSONObject(try folder.read("report.json")))
        }

        /// What was done, as the report tells it.
        private func events(_ report: JSONObject) throws -> [(seconds: Double, what: String)] {
            try report.objects("events").map {
                let (kind, target) = (try $0.value("kind", as: String.self), try $0.value("target", as: String.self))
                return (try $0.value("seconds"), "\(kind) \(target)")
            }
        }

        /// A generator that waited for answers would have offered nothing during the stall, and p99 would have been 5 ms.
        @Test func aWorkerThatIsStoppedForTwoSecondsIsSeenInFull() async throws {
            let (run, report) = try await report(
                "--simulate fixed:5ms --cameras 2 --fps 25 --seconds 5 --jitter 0 --budget 60000 "
                    + "--events '1s stop worker-1; 3s continue worker-1'"
            )
            #expect(run.status == 0, "\(run.errors)")
            let events = try events(report)
            #expect(events.map(\.what) == ["stop worker-1", "continue worker-1"])
            #expect(events[0].seconds >= 1 && events[1].seconds >= 3)
            let stall = 1000 * (events[1].seconds - events[0].seconds)
            let focused = try report.object("latency").object("focused")
            // The coordinator gives a silent worker up after 1.5 s and refuses what comes then; those that came before wait,
            // one every 20 ms. A hundredth of 250 frames is two or three.
            #expect(try focused.value("p99", as: Double.self) >= stall - 100)
            #expect(try focused.value("max", as: Double.self) >= stall - 40)
            #expect(try report.object("account").value("offered") == 250)
            #expect(try report.value("conservation") == true)
        }

        @Test func workersAreKilledJoinAndLeaveAndTheReportSaysWhen() async throws {
            let (run, report) = try await report(
                "--simulate fixed:5ms --workers 2 --fps 20 --seconds 4 --budget 60000 "
                    + "--events '1s kill worker-2; 2s join; 3500ms drain worker-1'"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(try events(report).map(\.what) == ["kill worker-2", "join worker-3", "drain worker-1"])
            // Who was killed gives no account; who joined answered.
            let utilization = try report.object("utilization")
            #expect(utilization.keys == ["worker-1", "worker-3"])
            #expect(try utilization.value("worker-3", as: Double.self) > 0)
            #expect(try report.object("workers").value("worker-3", as: Int.self) > 0)
            #expect(try report.object("account").value("focused") == 80)
        }

        @Test func aLinkDelaysAndIsCutAndTheEdgeAnswersMeanwhile() async throws {
            let (run, report) = try await report(
                "--simulate fixed:5ms --fps 20 --seconds 4 --budget 60000 --link delay=30ms --events '1s cut 1s'")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try events(report).map(\.what) == ["cut link", "open link"])
            #expect(try report.object("reasons").object("fallback").value("coordinatorLost", as: Int.self) >= 10)
            let focused = try report.object("latency").object("focused")
            #expect(try focused.value("p50", as: Double.self) >= 65)
            #expect(try report.object("settings").value("link") == "delay=30ms")
            #expect(try report.object("settings").value("simulate") == "fixed:5ms")
        }

        /// However the load test ends, nothing of its cluster is left.
        @Test(arguments: ["INT", "TERM", "KILL"]) func aClusterOfProcessesEndsWithItsLoadTest(signal: String)
            async throws
        {
            let run = try await Program.shell(
                """
                set -m
                $FOVEA replay \(simulated) --simulate fixed:5ms --seconds 60 --events '1s stop worker-1' >/dev/null 2>&1 &
                test=$!
                until [ "$(pgrep -c -P $test)" = 2 ]; do sleep 0.05; done
                nodes=$(pgrep -P $test)
                until grep -q '^State:.T' $(printf '/proc/%s/status ' $nodes); do sleep 0.05; done
                kill -\(signal) $test
                wait $test
                for node in $nodes; do while [ -d /proc/$node ]; do sleep 0.05; done; done
                echo gone
                """
            )
            #expect(run.output.hasSuffix("gone\n"))
        }

        @Test(arguments: [
            ("--events 'kill worker-1'", "it begins with when it happens"),
            ("--events '1s kill worker-2'", "nobody of that name runs then, but coordinator, worker-1"),
            ("--events '1s join' --target tcp://127.0.0.1:1", "only the link can be cut or silent"),
            ("--events '1s join' --find-rate", "--events belong to one run"),
            ("--events '20s join' --seconds 10", "--events: the last is at 20.0 seconds"),
            ("--simulate normal:1s", "--simulate normal:1s: fixed:100ms"),
            ("--processes --target tcp://127.0.0.1:1", "are of a cluster of its own"),
            ("--link delay=1", "--link: link condition \"delay=1\": write delay=20ms"),
        ])
        func wrongFlagsAreNamed(flags: String, problem: String) async throws {
            let run = try await Program.shell("cd '\(Program.repository.path)' && $FOVEA replay \(flags)")
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errors.contains(problem), "\(run.errors)")
        }
    }
}
