import CAllocations
import TestSupport
import Testing
import Threads
import Wire
import ZeroMQ

@testable import Coordinator

/// What a frame costs a coordinator that has seen some.
struct LineRateTests {
    /// Requests that wait at a time, more than the worker takes at once.
    private static let window = 8
    private static let cameras = ["the camera above the northern gate", "the camera above the southern gate"]

    @Test func aWarmCoordinatorTakesNoMemoryAndNoLockForARequest() async throws {
        let context = try Context()
        let mailbox = try Mailbox<CoordinatorCommand>(capacity: 1, in: context)
        let counts = Ticket<UInt>()
        async let account = onThread {
            var loop = try CoordinatorLoop(
                .test("inproc://edges", "inproc://workers"), mailbox: mailbox, context: context)
            counts.finish(.success(UInt(bitPattern: allocations_of_this_thread())))
            return try loop.run()
        }
        let address = try await counts.value()
        async let seen = onThread {
            defer { _ = mailbox.post(.stop(within: .zero)) }
            return try Self.measure(address, in: context)
        }
        let (before, after) = try await seen
        #expect(after.fovea - before.fovea == 0)
        #expect(after.locks - before.locks == 0)
        // The counter does see this thread: libzmq takes memory for the headers that are written.
        #expect(after.libraries > before.libraries)
        #expect(try await account.counters.answered == 200 * Self.window)
    }

    /// The coordinator's counts before and after 100 rounds of requests, the first 50 uncounted.
    private static func measure(
        _ address: UInt, in context: Context
    ) throws -> (before: allocations_count, after: allocations_count) {
        let counts = try #require(UnsafePointer<allocations_count>(bitPattern: address))
        var worker = try TestPeer("inproc://workers", in: context)
        try worker.say(Bench.hello(worker: 1, items: 3, bytes: 4 << 20, milliseconds: 1))
        #expect(try isWelcome(worker.hear()))
        var edge = try TestPeer("inproc://edges", in: context)
        try edge.say(Bench.hello(edge: 1))
        #expect(try isWelcome(edge.hear()))
        let payload = [UInt8](repeating: 1, count: 32_768)
        var sequence: UInt64 = 0
        func round(of window: Int) throws {
            for _ in 0..<window {
                sequence += 1
                let request = Bench.request(
                    sequence, camera: cameras[Int(sequence % 2)], budget: .seconds(60), bytes: payload.count)
                try edge.say(.focusRequest(request), payload: [payload])
            }
            for _ in 0..<window { _ = try worker.serve() }
            for _ in 0..<window { _ = try edge.hear() }
        }
        // Twice as many at once as later, however the threads take turns.
        for _ in 0..<50 { try round(of: 2 * window) }
        let before = allocations_now(counts)
        for _ in 0..<100 { try round(of: window) }
        return (before, allocations_now(counts))
    }

    private static func isWelcome(_ header: Header) -> Bool {
        if case .welcome = header { true } else { false }
    }
}
