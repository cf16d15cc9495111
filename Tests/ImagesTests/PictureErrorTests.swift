import Foundation
import Images
import Testing

struct PictureErrorTests {
    @Test func nothingIsNoPicture() {
        #expect(throws: PictureError.empty) { try decode([]) }
    }

    @Test func anEmptyFileIsNoPicture() {
        #expect(throws: PictureError.empty) { _ = try PictureDecoder().decode(file: "/dev/null") }
    }

    @Test func whatIsNoPictureIsToldByItsFirstBytes() {
        let error = #expect(throws: PictureError.self) { try decode(Array("GIF89a and so on".utf8)) }
        #expect(error == .notAPicture(found: Array("GIF89a a".utf8)))
        #expect(error?.description.contains("found 47 49 46 38 39 61") == true)
        #expect(error?.description.contains("expected JPEG") == true)
    }

    @Test func twoBytesAreNoPicture() {
        #expect(throws: PictureError.notAPicture(found: [0xFF, 0xD8])) { try decode([0xFF, 0xD8]) }
    }

    @Test(arguments: ["decode-420.jpg", "decode-progressive.jpg", "decode-cmyk.jpg", "decode-turned6.jpg"])
    func aJPEGThatEndsEarlyIsTruncated(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for share in [0.01, 0.5, 0.9] {
            let part = Array(bytes.prefix(max(4, Int(Double(bytes.count) * share))))
            #expect(throws: PictureError.truncated(.jpeg), "\(share) of the file") { try decode(part) }
        }
    }

    @Test func aJPEGThatEndsEarlyAfterUntidyBytesIsTruncated() throws {
        let bytes = try Fixture.bytes("decode-untidy.jpg")
        #expect(throws: PictureError.truncated(.jpeg)) { try decode(Array(bytes.dropLast(200))) }
    }

    @Test(arguments: ["decode-rgb.png", "decode-rgb-interlaced.png", "decode-grey16.png", "decode-palette4.png"])
    func aPNGThatEndsEarlyIsTruncated(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for count in [8, 20, bytes.count / 2, bytes.count - 20] {
            #expect(throws: PictureError.truncated(.png), "\(count) bytes") { try decode(Array(bytes.prefix(count))) }
        }
    }

    @Test func aPNGWithAFlippedBitIsCorrupt() throws {
        var bytes = try Fixture.bytes("decode-rgb.png")
        bytes[bytes.count / 2] ^= 4
        let error = #expect(throws: PictureError.self) { try decode(bytes) }
        guard case .corrupt(.png, let reason) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(!reason.isEmpty)
    }

    @Test func aJPEGOfTwoComponentsCannotBeDecoded() throws {
        var bytes = try Fixture.bytes("decode-444.jpg")
        let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes[frame + 9] = 2
        let error = #expect(throws: PictureError.self) { try decode(bytes) }
        guard case .corrupt(.jpeg, let reason) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(!reason.isEmpty)
    }

    @Test func tooManyPixelsAreRefusedBeforeMemoryIsTaken() throws {
        var bytes = try Fixture.bytes("decode-444.jpg")
        let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFD, 0xE8, 0xFD, 0xE8])
        let error = #expect(throws: PictureError.self) { try decode(bytes) }
        #expect(error == .tooLarge(width: 65000, height: 65000, limit: 178_956_970))
        #expect(error?.description.contains("scale the picture down") == true)
    }

    @Test func theLimitIsTheCallersToSet() throws {
        let limit = 33 * 21
        let bytes = try Fixture.bytes("decode-444.jpg")
        _ = try PictureDecoder(pixelLimit: limit).decode(bytes.span.bytes)
        #expect(throws: PictureError.tooLarge(width: 33, height: 21, limit: limit - 1)) {
            _ = try PictureDecoder(pixelLimit: limit - 1).decode(bytes.span.bytes)
        }
        let png = try Fixture.bytes("decode-rgb.png")
        #expect(throws: PictureError.tooLarge(width: 23, height: 17, limit: 390)) {
            _ = try PictureDecoder(pixelLimit: 390).decode(png.span.bytes)
        }
    }

    @Test func aMissingFileIsUnreadable() {
        let error = #expect(throws: PictureError.self) { _ = try PictureDecoder().decode(file: "/nowhere/picture.jpg") }
        #expect(error == .unreadable(code: ENOENT))
        #expect(error?.description == "it cannot be read: No such file or directory")
    }

    @Test func aDirectoryIsNoPicture() {
        #expect(throws: PictureError.directory) { _ = try PictureDecoder().decode(file: "/") }
    }

    private func decode(_ bytes: [UInt8]) throws(PictureError) {
        _ = try PictureDecoder().decode(bytes.span.bytes)
    }
}
