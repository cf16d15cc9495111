import Images
import Testing

/// Decoding into a picture whose size is known before.
struct ExactDecodingTests {
    @Test(arguments: ["decode-444.jpg", "decode-rgb.png", "decode-rgb-interlaced.png"])
    func theSamePixelsCome(name: String) throws {
        let bytes = try Fixture.bytes(name)
        let expected = try PictureDecoder().decode(bytes.span.bytes)
        var picture = Picture(width: expected.width, height: expected.height)
        try PictureDecoder().decode(bytes.span.bytes, as: name.hasSuffix("jpg") ? .jpeg : .png, into: &picture)
        #expect(picture.bytes() == expected.bytes())
    }

    @Test func anotherSizeIsRefusedBeforeMemoryIsTaken() throws {
        var bytes = try Fixture.bytes("decode-444.jpg")
        let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFD, 0xE8, 0xFD, 0xE8])
        #expect(try error(bytes, .jpeg)?.description == "it has 65000 x 65000 pixels; expected 33 x 21")
        let png = try Fixture.bytes("decode-rgb.png")
        #expect(
            try error(png, .png)
                == .wrongSize(width: 23, height: 17, expectedWidth: 33, expectedHeight: 21))
    }

    @Test func theOtherFormatIsRefused() throws {
        let bytes = try Fixture.bytes("decode-444.jpg")
        #expect(try error(bytes, .png)?.description == "it is a JPEG picture; expected PNG")
        #expect(try error([], .png) == .empty)
    }

    @Test func aTruncatedPictureIsRefused() throws {
        let bytes = try Fixture.bytes("decode-444.jpg")
        #expect(try error(Array(bytes.dropLast(100)), .jpeg) == .truncated(.jpeg))
    }

    private func error(_ bytes: [UInt8], _ format: PictureFormat) throws -> PictureError? {
        var picture = Picture(width: 33, height: 21)
        do throws(PictureError) {
            try PictureDecoder().decode(bytes.span.bytes, as: format, into: &picture)
            return nil
        } catch {
            return error
        }
    }
}
