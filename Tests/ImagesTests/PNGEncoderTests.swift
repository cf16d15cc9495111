import Foundation
import Images
import Testing

struct PNGEncoderTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let picture = try Fixture.portablePixmap("decode-420.jpg.ppm")
        let bytes = try PNGEncoder().encode(picture)
        #expect(try PictureDecoder().decode(bytes.span.bytes).bytes() == picture.bytes())
    }

    @Test func aFileHoldsTheSameBytes() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).png").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let picture = try Fixture.portablePixmap("decode-rgb.png.ppm")
        try PNGEncoder().encode(picture, file: path)
        #expect(try FileManager.default.contents(atPath: path).map(Array.init) == PNGEncoder().encode(picture))
    }

    @Test func aFileThatCannotBeMadeIsToldWhy() {
        let picture = Picture(width: 1, height: 1)
        let error = #expect(throws: PictureError.self) { try PNGEncoder().encode(picture, file: "/nowhere/a.png") }
        #expect(error == .unwritable(code: ENOENT))
    }

    @Test func aFullDiskIsTold() {
        let picture = Picture(width: 1, height: 1)
        #expect(throws: PictureError.unwritable(code: ENOSPC)) { try PNGEncoder().encode(picture, file: "/dev/full") }
    }
}
