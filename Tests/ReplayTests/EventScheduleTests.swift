import LinkShaping
import Replay
import Testing

struct EventScheduleTests {
    @Test func everyEventIsReadAndPutInTheOrderOfTime() throws {
        let schedule = try EventSchedule(
            "2s stop worker-1; 4s continue worker-1;6s kill worker-2; 8s join; 9s drain worker-1; 3s cut 1s; 5s silent 500ms;"
        )
        #expect(
            schedule.events == [
                ClusterEvent(.seconds(2), .signal(.stop, to: "worker-1")),
                ClusterEvent(.seconds(3), .link(.cut)),
                ClusterEvent(.seconds(4), .signal(.continue, to: "worker-1")),
                ClusterEvent(.seconds(4), .link(.open)),
                ClusterEvent(.seconds(5), .link(.silent)),
                ClusterEvent(.milliseconds(5500), .link(.open)),
                ClusterEvent(.seconds(6), .signal(.kill, to: "worker-2")),
                ClusterEvent(.seconds(8), .join),
                ClusterEvent(.seconds(9), .signal(.drain, to: "worker-1")),
            ])
        #expect(schedule.touchesProcesses && schedule.touchesLink && schedule.end == .seconds(9))
        try schedule.check(workers: 2)
        #expect(schedule.events.map(\.action.kind).prefix(5) == ["stop", "cut", "continue", "open", "silent"])
    }

    @Test func nothingIsASchedule() throws {
        let schedule = try EventSchedule(" ; ")
        #expect(schedule == EventSchedule() && !schedule.touchesProcesses && !schedule.touchesLink)
    }

    @Test func aCutAloneTouchesNoProcess() throws {
        let schedule = try EventSchedule("1s cut 250ms")
        #expect(!schedule.touchesProcesses && schedule.touchesLink && schedule.end == .milliseconds(1250))
    }

    @Test(arguments: [
        ("kill worker-1", "\"kill worker-1\": it begins with when it happens"),
        ("2 kill worker-1", "\"2 kill worker-1\": it begins with when it happens"),
        ("2s", "\"2s\": write `TIME kill|stop|continue|drain worker-N`"),
        ("2s kill", "\"2s kill\": write"),
        ("2s kill worker-1 now", "\"2s kill worker-1 now\": write"),
        ("2s join worker-3", "\"2s join worker-3\": write"),
        ("2s explode worker-1", "\"2s explode worker-1\": write"),
        ("2s cut", "\"2s cut\": write"),
        ("2s cut long", "\"2s cut long\": how long, as in `2s cut 500ms`"),
        ("2s silent 0s", "\"2s silent 0s\": how long, as in `2s silent 500ms`"),
        ("2s cut 2s; 3s silent 2s", "at 3.0s one cut or silence begins before another ends"),
    ])
    func whatCannotBeReadIsNamed(text: String, problem: String) {
        let error = #expect(throws: EventScheduleError.self) { try EventSchedule(text) }
        #expect(error?.description.hasPrefix("--events: \(problem)") == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("1s kill worker-3", "1.0s kill worker-3: nobody of that name runs then, but coordinator, worker-1, worker-2"),
        ("1s kill worker-2; 2s drain worker-2", "2.0s drain worker-2: nobody of that name runs then"),
        ("2s kill worker-3; 3s join", "2.0s kill worker-3: nobody of that name runs then"),
        ("1s continue worker-1", "1.0s continue worker-1: it was not stopped before"),
        ("1s stop worker-1; 2s stop worker-1", "2.0s stop worker-1: it stands still already"),
    ])
    func whoIsNotThereIsNamed(text: String, problem: String) throws {
        let schedule = try EventSchedule(text)
        let error = #expect(throws: EventScheduleError.self) { try schedule.check(workers: 2) }
        #expect(error?.description.hasPrefix("--events: \(problem)") == true, "\(error?.description ?? "")")
    }

    @Test func whoJoinedCanBeKilled() throws {
        try EventSchedule("1s join; 2s stop worker-3; 3s kill worker-3; 4s stop coordinator").check(workers: 2)
    }
}
