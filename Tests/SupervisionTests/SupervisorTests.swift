import Foundation
import Glibc
import Supervision
import Testing

struct SupervisorTests {
    /// A datagram socket under a path, as a service manager listens.
    private struct Ear: ~Copyable {
        let path: String
        private let descriptor: Int32

        init() throws {
            path = FileManager.default.temporaryDirectory.appending(path: "fovea-notify-\(UUID().uuidString)").path
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { [path] in $0.copyBytes(from: path.utf8) }
            let code = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(code == 0)
        }

        func hear() -> String {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }
    }

    @Test func noticesArriveAsOneDatagram() throws {
        let ear = try Ear()
        let supervisor = try #require(try Supervisor(["NOTIFY_SOCKET": ear.path], process: 7))
        #expect(supervisor.watchdog == nil)
        try supervisor.tell([.ready, .status("ready,\ndegraded")])
        #expect(ear.hear() == "READY=1\nSTATUS=ready, degraded")
        try supervisor.tell([.alive])
        #expect(ear.hear() == "WATCHDOG=1")
        try supervisor.tell([.stopping])
        #expect(ear.hear() == "STOPPING=1")
    }

    @Test func whereNobodyAsksNobodyIsTold() throws {
        #expect(try Supervisor([:], process: 7) == nil)
        #expect(try Supervisor(["NOTIFY_SOCKET": ""], process: 7) == nil)
    }

    @Test func aSupervisorThatIsGoneIsNamed() throws {
        let supervisor = try #require(try Supervisor(["NOTIFY_SOCKET": "/nowhere/notify"], process: 7))
        let error = #expect(throws: SupervisionError.self) { try supervisor.tell([.ready]) }
        #expect(error?.description == "cannot tell /nowhere/notify: No such file or directory")
        let abstract = try #require(try Supervisor(["NOTIFY_SOCKET": "@fovea-nobody-\(UUID().uuidString)"], process: 7))
        #expect(throws: SupervisionError.self) { try abstract.tell([.ready]) }
    }

    @Test(arguments: ["relative", "vsock:2:1234", "/" + String(repeating: "x", count: 200)])
    func whatIsNoAddressIsRefused(path: String) {
        #expect(throws: SupervisionError.self) { try Supervisor(["NOTIFY_SOCKET": path], process: 7) }
    }

    @Test func theWatchdogIsOursOrNobodys() throws {
        func watchdog(_ entries: [String: String]) throws -> Duration? {
            try Supervisor(entries.merging(["NOTIFY_SOCKET": "/n"]) { $1 }, process: 7)?.watchdog
        }
        #expect(try watchdog(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(try watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"]) == .seconds(30))
        #expect(try watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"]) == nil)
        #expect(throws: SupervisionError.self) { try watchdog(["WATCHDOG_USEC": "0"]) }
        #expect(throws: SupervisionError.self) { try watchdog(["WATCHDOG_USEC": "soon"]) }
    }
}
