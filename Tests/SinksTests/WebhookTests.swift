import FlyingFox
import FlyingSocks
import Foundation
import Synchronization
import Testing
import Threads

@testable import Sinks

/// A server on loopback that notes what is posted, and answers as a test says; it can be ended and started again.
final class Receiver: Sendable {
    struct Post: Equatable, Sendable {
        let id: String?
        let authorization: String?
        let event: ResultEvent?
    }

    private struct State {
        var posts: [Post] = []
        var answers: [HTTPStatusCode] = []
        var port: UInt16 = 0
        var task: Task<Void, Never>?
    }

    private let state: Mutex<State>

    /// - Parameter answers: the first answers; then 200.
    init(_ answers: [HTTPStatusCode] = []) {
        state = Mutex(State(answers: answers))
    }

    var posts: [Post] { state.withLock { $0.posts } }
    var url: URL? { URL(string: "http://127.0.0.1:\(state.withLock { $0.port })/hook") }

    /// Starts it, at the port that it had before.
    func start() async throws {
        let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: state.withLock { $0.port })
        let server = HTTPServer(address: address, logger: .disabled)
        await server.appendRoute("*") { [self] request in
            let body = try await Array(request.bodyData)
            let post = Post(
                id: request.headers[HTTPHeader("Idempotency-Key")],
                authorization: request.headers[HTTPHeader("Authorization")], event: ResultEvent(json: body))
            let answer = state.withLock { state in
                state.posts.append(post)
                return state.answers.isEmpty ? HTTPStatusCode.ok : state.answers.removeFirst()
            }
            let headers: HTTPHeaders = answer.code == 302 ? [HTTPHeader("Location"): "/elsewhere"] : [:]
            return HTTPResponse(statusCode: answer, headers: headers)
        }
        let task = Task { _ = try? await server.run() }
        try await server.waitUntilListening(timeout: 30)
        guard case .ip4(_, let port) = await server.listeningAddress else { return }
        state.withLock { state in
            state.port = port
            state.task = Task {
                await withTaskCancellationHandler {
                    _ = await task.value
                } onCancel: {
                    task.cancel()
                }
            }
        }
    }

    /// Ends it and cuts its connections.
    func stop() async {
        guard let task = state.withLock({ $0.task }) else { return }
        task.cancel()
        // FlyingFox was seen, once, not to wake at its cancellation.
        await task.ended(within: .seconds(10))
    }
}

@Suite(.timeLimit(.minutes(5))) struct WebhookTests {
    private let results = (1...3).map { ResultEvent.test($0).delivered(age: 4) }

    @Test func eachResultIsPostedOnceWithItsID() async throws {
        let receiver = Receiver()
        try await receiver.start()
        var settings = WebhookSettings(try #require(receiver.url))
        settings.headers["Authorization"] = "Bearer abc"
        let sink = WebhookSink(settings)
        #expect(await sink.deliver(results) == .delivered)
        #expect(receiver.posts.map(\.id) == results.map(\.event.id))
        #expect(receiver.posts.map(\.event) == results.map(\.event))
        #expect(receiver.posts.allSatisfy { $0.authorization == "Bearer abc" })
        await sink.stop()
        await receiver.stop()
    }

    @Test func aServersDeathIsAFailureAndItsReturnTheEndOfIt() async throws {
        let receiver = Receiver()
        try await receiver.start()
        let sink = WebhookSink(WebhookSettings(try #require(receiver.url)))
        #expect(await sink.deliver(Array(results[..<1])) == .delivered)
        await receiver.stop()
        guard case .failed(after: 0, let reason) = await sink.deliver(Array(results[1...])) else {
            Issue.record("delivered to nobody")
            return
        }
        #expect(!reason.isEmpty)
        try await receiver.start()
        #expect(await sink.deliver(Array(results[1...])) == .delivered)
        #expect(receiver.posts.map(\.event?.frame) == [1, 2, 3])
        await sink.stop()
        await receiver.stop()
    }

    @Test(arguments: [
        (HTTPStatusCode.serviceUnavailable, Delivery.failed(after: 1, reason: "it answered 503")),
        (.tooManyRequests, .failed(after: 1, reason: "it answered 429")),
        (.badRequest, .refused(after: 1, reason: "it answered 400")),
        (.conflict, .delivered),
        (
            .found,
            .failed(after: 1, reason: "it answered 302, a redirection; name the address that it leads to")
        ),
    ])
    func anAnswerSaysWhetherToTryAgain(answer: HTTPStatusCode, expected: Delivery) async throws {
        let receiver = Receiver([.ok, answer])
        try await receiver.start()
        let sink = WebhookSink(WebhookSettings(try #require(receiver.url)))
        #expect(await sink.deliver(results) == expected)
        #expect(receiver.posts.count == (expected == .delivered ? 3 : 2))
        await sink.stop()
        await receiver.stop()
    }
}
