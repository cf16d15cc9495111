import TestSupport
import Testing
import Wire
import ZeroMQ

@testable import Coordinator

extension TestPeer {
    /// The request that comes next, and answers it.
    mutating func serve() throws -> FocusRequest? {
        guard case .focusRequest(let request) = try hear() else {
            Issue.record("not a request")
            return nil
        }
        try say(Bench.result(request.id, attempt: request.attempt))
        return request
    }
}

extension CoordinatorSettings {
    /// A coordinator of a test, on these endpoints.
    static func test(_ edges: String, _ workers: String) -> CoordinatorSettings {
        var dispatch = DispatchConfiguration(identity: NodeIdentity(name: "c", incarnation: 1))
        dispatch.maximumPayloadBytes = 1 << 20
        dispatch.heartbeat = .seconds(20)  // No test waits for silence.
        return CoordinatorSettings(edgeEndpoint: edges, workerEndpoint: workers, dispatch: dispatch)
    }
}
