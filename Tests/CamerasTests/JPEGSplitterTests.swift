import Cameras
import Foundation
import Testing

struct JPEGSplitterTests {
    private func photograph(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: TestPictures.path(name))))
    }

    /// All pictures that come out when the bytes go in so many at a time.
    private func pictures(_ bytes: [UInt8], chunk: Int) throws -> [[UInt8]] {
        var splitter = JPEGSplitter()
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            splitter.append(bytes[start..<min(start + chunk, bytes.count)])
            while let picture = try splitter.next() { found.append(picture) }
        }
        if let rest = splitter.finish() { found.append(rest) }
        return found
    }

    @Test(arguments: [1, 7, 4096, 1 << 20])
    func picturesComeOutAsTheyWentIn(chunk: Int) throws {
        let all = try ["cat", "coffee", "rocket"].map(photograph)
        #expect(try pictures(Array(all.joined()), chunk: chunk) == all)
    }

    @Test func whatStandsBetweenDoesNotMatter() throws {
        let (cat, coffee) = (try photograph("cat"), try photograph("coffee"))
        let wrong = Array("--b\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\n".utf8) + [0xFF, 0xFF, 0x00]
        #expect(try pictures(wrong + cat + wrong + coffee + wrong, chunk: 1000) == [cat, coffee])
    }

    @Test func aPictureInsideAPictureIsPartOfIt() throws {
        // A thumbnail: a segment that has an end marker in it.
        let thumbnail: [UInt8] = [0xFF, 0xE1, 0x00, 0x08, 0xFF, 0xD8, 0xFF, 0xD9, 0x00, 0x00]
        let cat = try photograph("cat")
        let picture = Array(cat.prefix(2)) + thumbnail + cat.dropFirst(2)
        #expect(try pictures(picture + cat, chunk: 5) == [picture, cat])
    }

    @Test(arguments: [1, 1 << 20])
    func aPictureThatIsCutShortHarmsNoOther(chunk: Int) throws {
        let (cat, coffee) = (try photograph("cat"), try photograph("coffee"))
        let half = Array(cat.prefix(cat.count / 2))
        #expect(try pictures(half + coffee + half, chunk: chunk) == [half, coffee, half])
        // In the middle of its header, where no marker can be.
        let head = Array(cat.prefix(2)) + [0xFF, 0xE0, 0x00, 0x02, 0x55]
        #expect(try pictures(head + coffee, chunk: chunk) == [Array(head.dropLast()), coffee])
    }

    @Test func aStreamWithoutPicturesIsRefused() throws {
        var splitter = JPEGSplitter()
        splitter.append(repeatElement(0x20, count: 2 << 20))
        let error = #expect(throws: CameraError.self) { try splitter.next() }
        #expect(error?.kind == .unreadable)
        splitter = JPEGSplitter(maximumBytes: 1000)
        splitter.append(try photograph("cat").prefix(2000))
        #expect(throws: CameraError.self) { try splitter.next() }
    }
}
