import Cameras
import Edge
import Foundation
import Images
import Testing
import Video

struct VideoStreamTests {
    private func open(_ address: String, patience: Patience = Patience()) throws(CameraError) -> VideoStream {
        guard case .video(let address) = try CameraAddress(address) else {
            throw CameraError(.unusable, "\(address) is not for libav")
        }
        return try VideoStream(address, isPaced: false, patience)
    }

    private func pixels(_ stream: VideoStream) throws -> SharedPicture {
        guard case .pixels(let picture) = try stream.picture() else { throw CameraError(.unreadable, "no pixels") }
        return picture
    }

    private static func photograph(_ name: String) throws -> [UInt8] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/\(name).jpg")
        return try Array(Data(contentsOf: url))
    }

    /// A file of its own, let go of at the end.
    private func withFile<Result>(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result
    {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }

    @Test func framesComeByTheirOwnClockAndEnd() throws {
        let stream = try open("lavfi:testsrc=size=64x48:rate=10:duration=1")
        var times: [ContinuousClock.Instant] = []
        while let time = try stream.advance() { times.append(time) }
        #expect(times.count == 10)
        #expect(zip(times, times.dropFirst()).allSatisfy { abs(($1 - $0) / .milliseconds(100) - 1) < 0.01 })
    }

    @Test(arguments: ["yuv420p", "yuvj420p", "nv12", "yuyv422", "rgb24", "gray"])
    func colourArrivesWhateverThePixelFormat(format: String) throws {
        let stream = try open("lavfi:color=c=0x4080C0:size=62x46:rate=5:duration=1,format=\(format)")
        _ = try stream.advance()
        let shared = try pixels(stream)
        #expect(shared.picture.width == 62 && shared.picture.height == 46)
        let expected = format == "gray" ? (120, 120, 120) : (0x40, 0x80, 0xC0)
        for (row, column) in [(0, 0), (45, 61), (20, 30)] {
            let colour = shared.picture[row, column]
            #expect(abs(Int(colour.red) - expected.0) <= 4)
            #expect(abs(Int(colour.green) - expected.1) <= 4)
            #expect(abs(Int(colour.blue) - expected.2) <= 4)
        }
    }

    @Test func lightnessIsSeenWithoutAPicture() throws {
        for format in ["yuv420p", "nv12", "yuyv422"] {
            let stream = try open(
                "lavfi:color=c=black:size=320x240:rate=5:duration=1,drawbox=x=160:w=160:h=240:color=white:t=fill,format=\(format)"
            )
            _ = try stream.advance()
            let values = try #require(stream.luma()).values
            #expect(values.prefix(16).allSatisfy { $0 < 40 } && values[16..<32].allSatisfy { $0 > 200 })
        }
        let stream = try open("lavfi:testsrc=size=64x48:rate=5:duration=1,format=rgb24")
        _ = try stream.advance()
        #expect(stream.luma() == nil)
    }

    @Test func jpegStaysTheBytesThatWereSent() throws {
        let pictures = try ["cat", "coffee", "rocket"].map(Self.photograph)
        try withFile("clip.mjpeg", Array(pictures.joined())) { path in
            let stream = try open(path)
            var found: [[UInt8]] = []
            while try stream.advance() != nil {
                guard case .bytes(let bytes) = try stream.picture() else { continue }
                #expect(stream.luma() != nil)
                found.append(bytes)
            }
            #expect(found == pictures)
        }
    }

    @Test func whatIsNoVideoIsNamed() throws {
        try withFile("notes.mp4", Array("no video at all".utf8)) { path in
            let error = #expect(throws: CameraError.self) { try open(path) }
            #expect(error?.kind == .unreadable)
            #expect(error?.description.contains("notes.mp4") == true)
        }
        let sound = #expect(throws: CameraError.self) { try open("lavfi:sine=duration=1") }
        #expect(sound?.description.contains("no video in it") == true)
    }

    @Test func nobodyThereIsSaid() {
        let error = #expect(throws: CameraError.self) { try open("rtsp://me:secret@127.0.0.1:1/stream") }
        #expect(error?.kind == .unreachable)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func aPeerThatSaysNothingIsGivenUp() throws {
        let listener = try SilentListener()
        let patience = Patience()
        patience.allow(until: .now + .milliseconds(200), CameraError(.unreachable, "it does not answer"))
        let error = #expect(throws: CameraError.self) {
            try open("rtsp://127.0.0.1:\(listener.port)/stream", patience: patience)
        }
        #expect(error == CameraError(.unreachable, "it does not answer"))
        patience.stop()
        #expect(throws: CameraError.stopped) {
            try open("rtsp://127.0.0.1:\(listener.port)/stream", patience: patience)
        }
    }
}
