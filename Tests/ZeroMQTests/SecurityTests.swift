import Foundation
import Testing

@testable import ZeroMQ

struct SecurityTests {
    @Test func keysAreWrittenAndReadAsText() throws {
        let pair = try KeyPair()
        #expect(pair.publicKey.description.utf8.count == 40)
        #expect(PublicKey(pair.publicKey.description) == pair.publicKey)
        #expect(PublicKey("too short") == nil)
        #expect(PublicKey(bytes: [1]) == nil)
        #expect(try KeyPair(pair.secretKey).publicKey == pair.publicKey)
        #expect("\(pair.secretKey)" == "(secret)")
    }

    @Test func keyFilesBelongToTheirOwnerAlone() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fovea-keys-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "edge").path
        let pair = try KeyPair()
        try KeyFile.write(pair, to: path)
        #expect(try KeyFile.read(path).publicKey == pair.publicKey)
        #expect(try KeyFile.readPublic(path + ".pub") == pair.publicKey)

        let again = #expect(throws: KeyFile.Failure.self) { try KeyFile.write(pair, to: path) }
        #expect(again?.description.contains("choose another name") == true)
        let missing = #expect(throws: KeyFile.Failure.self) { try KeyFile.read(path + "2") }
        #expect(missing?.description.contains("fovea keys") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let open = #expect(throws: KeyFile.Failure.self) { try KeyFile.read(path) }
        #expect(open?.description.contains("chmod 600 \(path)") == true)
        let garbage = #expect(throws: KeyFile.Failure.self) { try KeyFile.readPublic("/dev/null") }
        #expect(garbage?.description.contains("found 0") == true)
    }

    @Test(arguments: [
        (mode_t(0o600), uid_t(7), true), (0o400, 7, true), (0o640, 7, false), (0o604, 7, false),
        (0o640, 0, true), (0o440, 0, true), (0o660, 0, false), (0o444, 0, false),
    ])
    func aKeyOfAnotherOwnerMayBeTheReadersGroups(mode: mode_t, owner: uid_t, isSecret: Bool) {
        #expect(KeyFile.isSecret(mode: mode, owner: owner, reader: 7) == isSecret)
    }

    @Test func onlyListedKeysGetInAndOnlyInTheirRole() async throws {
        let context = try Context()
        let server = try KeyPair()
        let edge = try KeyPair()
        let worker = try KeyPair()
        var list = AccessList()
        list.allow(edge.publicKey, as: .edge, named: "gate")
        list.allow(worker.publicKey, as: .worker, named: "gpu")
        let authenticator = try await Authenticator(list, in: context)
        try Self.connectBoth(context, server: server, edge: edge, worker: worker)
        #expect(authenticator.allowedCount == 1)
        #expect(authenticator.refusedCount == 1)
        await authenticator.stop()
    }

    /// Connects an edge and a worker to the edges' socket, synchronously, so that no socket changes its thread.
    private static func connectBoth(_ context: Context, server: KeyPair, edge: KeyPair, worker: KeyPair) throws {
        var router = try Socket(
            .router, in: context,
            options: [.curveServer(server), .authenticationDomain(PeerRole.edge.authenticationDomain)])
        var monitor = try Monitor(of: router, in: context)
        let address = try router.bind("tcp://127.0.0.1:*")

        let intruder = try Socket(.dealer, in: context, options: [.curveClient(worker, server: server.publicKey)])
        try intruder.connect(address)
        #expect(try monitor.awaitEvent { if case .refused = $0 { true } else { false } } == .refused(status: 400))

        var dealer = try Socket(.dealer, in: context, options: [.curveClient(edge, server: server.publicKey)])
        try dealer.connect(address)
        try dealer.awaitSending(Message(texts: "hello"))
        let message = try router.awaitMessage()
        #expect(message[1].property("User-Id") == "gate")
        #expect(message[1].copyBytes() == Array("hello".utf8))
    }

    @Test func aWrongServerKeyNeverConnects() throws {
        let context = try Context()
        let router = try Socket(.router, in: context, options: [.curveServer(try KeyPair())])
        var monitor = try Monitor(of: router, in: context)
        let address = try router.bind("tcp://127.0.0.1:*")
        var dealer = try Socket(
            .dealer, in: context, options: [.curveClient(try KeyPair(), server: try KeyPair().publicKey)])
        try dealer.connect(address)
        #expect(try monitor.awaitEvent { $0 == .handshakeFailed } == .handshakeFailed)
        #expect(try dealer.send(Message(texts: "a")).wasSent == false)
    }

    @Test func theMonitorNamesTheConnectionThatEnded() throws {
        let context = try Context()
        var router = try Socket(.router, in: context)
        var monitor = try Monitor(of: router, in: context)
        let address = try router.bind("tcp://127.0.0.1:*")
        let connection = try Self.connectOnce(to: address, of: &router, in: context)
        let event = try monitor.awaitEvent { if case .disconnected = $0 { true } else { false } }
        #expect(event == .disconnected(connection: try #require(connection)))
    }

    private static func connectOnce(to address: String, of router: inout Socket, in context: Context) throws -> Int32? {
        var dealer = try Socket(.dealer, in: context)
        try dealer.connect(address)
        try dealer.awaitSending(Message(texts: "hello"))
        return try router.awaitMessage()[1].connection
    }
}

extension Monitor {
    /// The first event that satisfies the condition, within ten seconds; nil when none did.
    mutating func awaitEvent(where isWanted: (Event) -> Bool) throws -> Event? {
        var poller = Poller()
        _ = poller.watch(socket)
        for _ in 0..<100 {
            while let event = try next() {
                if isWanted(event) { return event }
            }
            try poller.wait(.milliseconds(100))
        }
        return nil
    }
}
