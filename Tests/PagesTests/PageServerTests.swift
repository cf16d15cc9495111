import Foundation
import FoundationNetworking
import Pages
import Testing
import Watching

struct PageServerTests {
    private func get(_ address: String, _ path: String, token: String? = nil) async throws -> (
        Int, String, [String: String]
    ) {
        var request = URLRequest(url: try #require(URL(string: "http://\(address)\(path)")))
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let session = URLSession(configuration: .ephemeral)
        defer { session.invalidateAndCancel() }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        let headers = http.allHeaderFields.reduce(into: [String: String]()) { $0["\($1.key)"] = "\($1.value)" }
        return (http.statusCode, String(decoding: data, as: UTF8.self), headers)
    }

    private func serve(
        token: String? = nil, obstacles: [String] = [], faults: [String] = []
    ) async throws -> PageServer {
        var state = NodeState(role: "edge", name: "e", version: "1")
        state.readiness = Readiness(obstacles: obstacles)
        state.readiness.faults = faults
        return try await PageServer(
            try #require(PageAddress("127.0.0.1:0")), access: PageAccess(token: token, isLocalOnly: token == nil),
            wall: Wall()
        ) { [state] in state }
    }

    @Test func everyPlaceAnswers() async throws {
        let server = try await serve()
        for path in ["/", "/metrics", "/healthz", "/readyz", "/api/state", "/api/frames"] {
            #expect(try await get(server.address, path).0 == 200, "\(path)")
        }
        #expect(try await get(server.address, "/api/frames/1.jpg").0 == 404)
        #expect(try await get(server.address, "/etc/passwd").0 == 404)
        #expect(try await get(server.address, "/metrics").1.contains("fovea_ready 1"))
        await server.stop()
    }

    @Test func aNodeThatWaitsForOthersLivesButIsNotReady() async throws {
        let server = try await serve(obstacles: ["no worker"])
        #expect(try await get(server.address, "/healthz").0 == 200)
        let (status, text, _) = try await get(server.address, "/readyz")
        #expect(status == 503 && text == "not ready: no worker\n")
        await server.stop()
    }

    @Test func aStuckNodeIsToBeStartedAnewAndSaysNoMoreToStrangers() async throws {
        let server = try await serve(token: "right-token", obstacles: ["the engine"], faults: ["the engine"])
        let (status, text, _) = try await get(server.address, "/healthz")
        #expect(status == 503 && text == "stuck\n")
        await server.stop()
    }

    @Test func aWrongTokenGets401Everywhere() async throws {
        let server = try await serve(token: "right-token")
        for path in ["/", "/metrics", "/readyz", "/api/state", "/api/frames", "/nowhere"] {
            #expect(try await get(server.address, path).0 == 401)
            #expect(try await get(server.address, path, token: "wrong-token").0 == 401)
        }
        #expect(try await get(server.address, "/api/state", token: "right-token").0 == 200)
        let (status, _, headers) = try await get(server.address, "/?token=right-token")
        #expect(status == 200 && headers["Set-Cookie"]?.contains("HttpOnly") == true)
        await server.stop()
    }

    @Test func aPortInUseIsSaidInOneLine() async throws {
        let server = try await serve()
        await #expect(throws: PageError.self) {
            _ = try await PageServer(
                try #require(PageAddress(server.address)), access: PageAccess(token: nil, isLocalOnly: true),
                wall: Wall()
            ) { NodeState(role: "edge", name: "f", version: "1") }
        }
        await server.stop()
    }
}
