import Synchronization
import Testing
import Threads
import ZeroMQ

struct MailboxTests {
    @Test func manyThreadsHandMessagesToOneSocketThread() async throws {
        let context = try Context()
        let mailbox = try Mailbox<Message>(capacity: 10_000, in: context)
        let start = Ticket<Void>()
        let received = Mutex(0)
        let thread = try OSThread(name: "reader") {
            do {
                var reader = try mailbox.reader()
                var poller = Poller()
                _ = poller.watch(reader.socket)
                start.finish(.success(()))
                while !reader.isFinished {
                    try poller.wait(nil)
                    while let message = try reader.next() {
                        received.withLock { $0 += Int(message[0].copyBytes()[0]) }
                    }
                }
            } catch {
                start.finish(.failure(error))
                Issue.record(error)
            }
        }
        try await start.value()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).allSatisfy { _ in mailbox.post(Message(Frame(copying: [1]))) } }
            }
            for await posted in group { #expect(posted) }
        }
        mailbox.close()
        await thread.finished()
        #expect(received.withLock { $0 } == 4000)
        let isTaken = mailbox.post(Message())
        #expect(!isTaken)
    }

    @Test func aFullMailboxRefuses() throws {
        let context = try Context()
        let mailbox = try Mailbox<Int>(capacity: 2, in: context)
        var reader = try mailbox.reader()
        #expect(mailbox.post(1))
        #expect(mailbox.post(2))
        #expect(!mailbox.post(3))
        #expect(try reader.next() == 1)
        #expect(mailbox.post(4))
        #expect(try reader.next() == 2)
        #expect(try reader.next() == 4)
        #expect(try reader.next() == nil)
        let isFinished = reader.isFinished
        #expect(!isFinished)
    }

    @Test func whatNobodyReadCanBeTakenBack() throws {
        let context = try Context()
        let mailbox = try Mailbox<Int>(capacity: 2, in: context)
        var reader = try mailbox.reader()
        #expect(mailbox.post(1))
        mailbox.close()
        context.interrupt()
        #expect(throws: ZeroMQError.self) { _ = try reader.next() }
        #expect(mailbox.takeUnread() == 1)
        #expect(mailbox.takeUnread() == nil)
    }
}
