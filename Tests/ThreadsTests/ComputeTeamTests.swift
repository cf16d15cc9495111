import Foundation
import Glibc
import Testing
import Threads

struct ComputeTeamTests {
    /// What the parts of a step write: how often each was done, and what each read.
    private struct Board {
        var done = InlineArray<8, Int>(repeating: 0)
        var read = InlineArray<8, Int>(repeating: 0)
    }

    @Test(arguments: 1...4) func everyPartIsDoneOnceBeforeTheStepEnds(size: Int) throws {
        let team = try ComputeTeam(name: "team", size: size)
        #expect(team.size == size)
        var board = Board()
        for step in 1...2000 {
            // A part reads what another one wrote in the step before.
            team.run(parts: size, &board) { board, part, parts in
                let board = board.assumingMemoryBound(to: Board.self)
                board.pointee.read[part] = board.pointee.done[part]
                board.pointee.done[part] += 1
            }
            for part in 0..<size {
                #expect(board.done[part] == step)
                #expect(board.read[part] == step - 1)
            }
        }
    }

    @Test func aStepMayHaveFewerPartsThanTheTeam() throws {
        let team = try ComputeTeam(name: "team", size: 4)
        var board = Board()
        for parts in [1, 4, 2, 3, 1] {
            team.run(parts: parts, &board) { board, part, parts in
                board.assumingMemoryBound(to: Board.self).pointee.done[part] += 10 + parts
            }
        }
        #expect((0..<5).map { board.done[$0] } == [11 + 14 + 12 + 13 + 11, 14 + 12 + 13, 14 + 13, 14, 0])
    }

    /// Two threads that wait for each other within a step.
    private struct Meeting {
        let first = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        let second = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        var threads = InlineArray<2, pthread_t>(repeating: 0)

        init() {
            sem_init(first, 0, 0)
            sem_init(second, 0, 0)
        }

        func end() {
            sem_destroy(first)
            sem_destroy(second)
            first.deallocate()
            second.deallocate()
        }

        static func meet(_ team: ComputeTeam) -> (leader: pthread_t, other: pthread_t) {
            var meeting = Meeting()
            defer { meeting.end() }
            team.run(parts: 2, &meeting) { meeting, part, _ in
                let meeting = meeting.assumingMemoryBound(to: Meeting.self)
                meeting.pointee.threads[part] = pthread_self()
                sem_post(part == 0 ? meeting.pointee.first : meeting.pointee.second)
                sem_wait(part == 0 ? meeting.pointee.second : meeting.pointee.first)
            }
            return (meeting.threads[0], meeting.threads[1])
        }
    }

    @Test func partsOfAStepRunAtTheSameTime() throws {
        let team = try ComputeTeam(name: "team", size: 2)
        let (leader, other) = Meeting.meet(team)
        #expect(leader != other)
    }

    @Test func anIdleTeamSleepsAndIsWoken() throws {
        let team = try ComputeTeam(name: "idle team", size: 2)
        let other = Meeting.meet(team).other
        // "S": sleeping. The thread gets there by itself; for a team that stayed awake this would never end.
        while try state(of: "idle team 1") != "S" { sched_yield() }
        #expect(Meeting.meet(team).other == other)
    }

    @Test func aTeamEndsWhetherItsThreadsSleepOrNot() throws {
        for size in 1...4 {
            for steps in 0..<20 {
                // A thread that is let go without having been joined traps.
                let team = try ComputeTeam(name: "team", size: size)
                var board = Board()
                for _ in 0..<steps { team.run(parts: size, &board) { _, _, _ in } }
            }
        }
    }

    /// What the system says that a thread of this process does.
    private func state(of thread: String) throws -> Character? {
        for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
            // Threads of other tests end meanwhile.
            guard let text = try? String(contentsOfFile: "/proc/self/task/\(task)/stat", encoding: .utf8),
                text.contains("(\(thread))")
            else { continue }
            return text.split(separator: ")").last?.first { $0 != " " }
        }
        return nil
    }
}
