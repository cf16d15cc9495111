import Cameras
import Testing

struct CameraAddressTests {
    @Test func everyKindIsToldApart() throws {
        #expect(try CameraAddress("-") == .standardInput)
        #expect(try CameraAddress("/") == .folder("/"))
        #expect(try CameraAddress("watch:/") == .watchedFolder("/"))
        #expect(try CameraAddress(TestPictures.path("cat")) == .folder(TestPictures.path("cat")))
        #expect(
            try CameraAddress(#filePath) == .video(VideoAddress(url: #filePath, isLive: false)))
        #expect(
            try CameraAddress("rtsp://h/s")
                == .video(VideoAddress(url: "rtsp://h/s", options: ["rtsp_transport": "tcp"], isLive: true)))
        #expect(
            try CameraAddress("rtsp+udp://h/s")
                == .video(VideoAddress(url: "rtsp://h/s", options: ["rtsp_transport": "udp"], isLive: true)))
        #expect(
            try CameraAddress("/dev/video0?video_size=640x480&framerate=5")
                == .video(
                    VideoAddress(
                        url: "/dev/video0", format: "v4l2", options: ["video_size": "640x480", "framerate": "5"],
                        isLive: true)))
        #expect(
            try CameraAddress("lavfi:testsrc=rate=5")
                == .video(
                    VideoAddress(url: "testsrc=rate=5", format: "lavfi", isLive: false)))
        #expect(
            try CameraAddress("video:http://h/v.m3u8") == .video(VideoAddress(url: "http://h/v.m3u8", isLive: true)))
    }

    @Test func anHTTPAddressIsReadInFull() throws {
        let address = try HTTPAddress("http://me:secret@camera:8080/a%20b?x=1")
        #expect(address.host == "camera" && address.port == 8080 && address.target == "/a%20b?x=1")
        #expect(try HTTPAddress("http://[::1]").host == "::1")
        #expect(try HTTPAddress("http://[::1]").target == "/")
        #expect(throws: CameraError.self) { try HTTPAddress("http://") }
        #expect(throws: CameraError.self) { try HTTPAddress("http://h:99999/") }
    }

    @Test(arguments: [
        "rtsp://me:secret@h/s", "http://me:secret@h/s", "https://me:se@cret@h/s", "rtsp+udp://me:secret@h/s",
    ])
    func passwordsAreNeverTold(text: String) throws {
        let told = "\(try CameraAddress(text))"
        #expect(!told.contains("secret") && !told.contains("cret") && told.hasSuffix("://h/s"))
    }

    @Test(arguments: ["", "/nowhere/clip.mp4", "rstp://camera/stream", "watch:/nowhere"])
    func whatMeansNothingIsRefusedWithTheWayOut(text: String) {
        let error = #expect(throws: CameraError.self) { try CameraAddress(text) }
        #expect(error?.kind == .unusable)
        #expect(error?.description.contains("rtsp://") == true || error?.description.contains("/nowhere") == true)
    }
}
