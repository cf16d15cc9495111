import Glibc
import Testing

@testable import Supervision

struct PassedSocketsTests {
    /// A TCP socket on loopback.
    private func tcp(listening: Bool) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0)
        if listening { try #require(listen(descriptor, 8) == 0) }
        return descriptor
    }

    @Test func aListenerTellsWhereItListensAndNoLongerBlocks() throws {
        let descriptor = try tcp(listening: true)
        defer { close(descriptor) }
        let listener = try PassedSockets.listener(descriptor, named: "edges")
        #expect(listener.descriptor == descriptor)
        #expect(listener.endpoint.wholeMatch(of: /tcp:\/\/127\.0\.0\.1:[1-9][0-9]*/) != nil)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func whatDoesNotListenIsRefused() throws {
        let descriptor = try tcp(listening: false)
        defer { close(descriptor) }
        #expect(throws: SupervisionError.self) { try PassedSockets.listener(descriptor, named: "edges") }
        #expect(throws: SupervisionError.self) { try PassedSockets.listener(-1, named: "edges") }
    }

    @Test func whatWasPassedToAnotherProcessIsLeftAlone() throws {
        let passed = try PassedSockets(
            ["LISTEN_PID": "8", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "edges:workers"], process: 7, names: ["edges"])
        #expect(passed["edges"] == nil)
    }

    @Test func aNameThatNobodyKnowsIsNamed() {
        let error = #expect(throws: SupervisionError.self) {
            try PassedSockets(
                ["LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "fovea.socket"], process: 7,
                names: ["edges", "workers"])
        }
        #expect(error?.description.contains("'fovea.socket' was passed: expected one each") == true)
        #expect(throws: SupervisionError.self) {
            try PassedSockets(["LISTEN_PID": "7", "LISTEN_FDS": "many"], process: 7, names: ["edges"])
        }
    }
}
