import Cameras
import Edge
import Synchronization
import Testing

/// A camera that sends JPEG pictures over HTTP: real sockets on loopback.
struct HTTPCameraTests {
    private static let head = Array(
        "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n".utf8)

    private static func part(_ picture: [UInt8]) -> [UInt8] {
        Array("--b\r\nContent-Type: image/jpeg\r\nContent-Length: \(picture.count)\r\n\r\n".utf8) + picture
            + Array("\r\n".utf8)
    }

    private func open(_ server: TestServer, path: String = "/video", user: String = "") throws(CameraError)
        -> any FrameSource
    {
        let address = try CameraAddress("http://\(user)127.0.0.1:\(server.port)\(path)")
        guard let camera = try? Camera("door") else { throw .stopped }
        return try StreamOpener().open(CameraSettings(camera, address), isPaced: true, Patience())
    }

    @Test func picturesStayTheBytesThatWereSent() async throws {
        let pictures = try ["cat", "coffee"].map(TestPictures.bytes)
        let server = try TestServer([.send(Self.head + pictures.flatMap(Self.part))])
        let source = try open(server, path: "/video?a=b", user: "me:pass@")
        for expected in pictures {
            #expect(try source.advance() != nil)
            guard case .bytes(let bytes) = try source.picture() else {
                Issue.record("no bytes")
                return
            }
            #expect(bytes == expected)
            #expect(source.luma() != nil)
        }
        #expect(try source.advance() == nil)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /video?a=b HTTP/1.0\r\n"))
        #expect(request.contains("Authorization: Basic bWU6cGFzcw==\r\n"))
        await server.stop()
    }

    @Test(arguments: [
        ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=x\r\n\r\n", "video:http"),
        ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n\r\n", "user and password"),
        ("HTTP/1.1 404 Not Found\r\n\r\n", "404"),
        ("HTTP/1.0 302 Found\r\nLocation: http://other/\r\n\r\n", "http://other/"),
        ("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", "text/html"), ("SSH-2.0-OpenSSH\r\n\r\n", "port"),
        ("", "closed"),
    ])
    func whatIsNoCameraIsRefusedWithTheWayOut(answer: String, word: String) async throws {
        let server = try TestServer([.send(Array(answer.utf8))])
        let error = #expect(throws: CameraError.self) { try open(server) }
        #expect(error?.kind == .refused)
        #expect(error?.description.contains(word) == true)
        await server.stop()
    }

    @Test func nobodyThereIsSaid() async throws {
        let server = try TestServer([])
        await server.stop()
        let error = #expect(throws: CameraError.self) { try open(server) }
        #expect(error?.kind == .unreachable)
    }

    /// Three frames, a death; three frames, a damaged one, a stall; then a last one, and every frame is accounted for.
    @Test func aCameraDiesStallsAndComesBack() async throws {
        let cat = try TestPictures.bytes("cat")
        let three = Self.head + Array((0..<3).flatMap { _ in Self.part(cat) })
        let damaged = Self.part(Array(cat.prefix(cat.count / 2)))
        let server = try TestServer([
            .send(three), .stall(three + damaged + Self.part(cat)), .stall(Self.head + Self.part(cat)),
        ])
        let edge = try await TestPictures.edge()
        var settings = CameraSettings(
            try Camera("door"), try CameraAddress("http://127.0.0.1:\(server.port)/video"))
        (settings.silence, settings.firstRetry) = (.milliseconds(300), .milliseconds(10))
        let (notices, notice) = AsyncStream.makeStream(of: CameraNotice.self)
        let reader = try CameraReader(settings, StreamOpener(), edge: edge) { notice.yield($0) }
        var told: [String] = []
        for await notice in notices {
            switch notice {
            case .live: told.append("live")
            case .lost(_, let error, _): told.append(error.kind.rawValue)
            case .ended: told.append("stopped")
            }
            if told.count == 5 { reader.stop() }
            if told.last == "stopped" { break }
        }
        #expect(told == ["live", "ended", "live", "stale", "live", "stopped"])
        await reader.finished()
        await edge.stop(within: .seconds(30))
        let tally = try #require(edge.account.cameras[settings.camera])
        #expect(reader.course.frames == 9 && tally.captured == 9)
        #expect(edge.account.isBalanced && tally.inFlight == 0)
        #expect(tally.rejected + tally.dropped + tally.exited + tally.fallback == 9)
        #expect(reader.course.openings == 3 && reader.course.failures == 2)
        await server.stop()
    }
}
