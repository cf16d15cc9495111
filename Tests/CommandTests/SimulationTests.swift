import Testing

extension CommandTests {
    struct SimulationTests {
        @Test func waitingIsReportedBesideTheIdeal() async throws {
            let run = try await Program.run(
                "bench", "queueing", "--workers", "2", "--service", "fixed:2ms", "--requests", "50", "--json"
            )
            #expect(run.status == 0 && run.lines.count == 1)
            let report = try JSONObject(run.output)
            #expect(
                report.keys == [
                    "atCoordinator", "ideal", "meanRatio", "measured", "p99Ratio", "requests", "sendingLag",
                    "serviceOverrun", "transport", "unanswered", "utilization", "workers",
                ])
            #expect(try report.value("unanswered", as: Int.self) == 0)
            #expect(try report.value("meanRatio", as: Double.self) > 0)
        }

        @Test func scalingIsReportedForPowersOfTwo() async throws {
            let run = try await Program.run(
                "bench", "scaling", "--workers", "4", "--service", "fixed:2ms", "--rounds", "3", "--json"
            )
            #expect(run.status == 0 && run.lines.count == 1)
            let rows = try JSONObject(run.output).objects("rows")
            #expect(try rows.map { try $0.value("workers", as: Int.self) } == [1, 2, 4])
        }

        @Test func whatIsNoDistributionIsUsedWrongly() async throws {
            let run = try await Program.run("worker", "--simulate", "normal:100ms")
            #expect(run.status == 2 && run.errors.contains("normal:100ms"))
            let alone = try await Program.run("worker", "--simulated-workers", "4")
            #expect(alone.status == 2 && alone.errors.contains("--simulate"))
        }
    }
}
