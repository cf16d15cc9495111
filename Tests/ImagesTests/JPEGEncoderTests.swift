import Images
import Testing

struct JPEGEncoderTests {
    @Test func aFineQualityIsNearTheOriginal() throws {
        let picture = try Fixture.portablePixmap("decode-420.jpg.ppm")
        var encoder = JPEGEncoder()
        let bytes = try encoder.encode(picture, quality: 100)
        let found = try PictureDecoder().decode(bytes.span.bytes)
        #expect(zip(found.bytes(), picture.bytes()).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
    }

    @Test func chromaIsNotSubsampled() throws {
        let picture = try Fixture.portablePixmap("decode-rgb.png.ppm")
        var encoder = JPEGEncoder()
        let bytes = try encoder.encode(picture, quality: 90)
        let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        // Three components of three bytes each, whose second holds both sampling factors.
        #expect([11, 14, 17].map { bytes[frame + $0] } == [0x11, 0x11, 0x11])
    }

    @Test func aPartIsTheFileOfThatPart() throws {
        let picture = try Fixture.portablePixmap("decode-rgb.png.ppm")
        let part = PixelRectangle(row: 3, column: 5, width: 10, height: 8)
        var crop = Picture(width: 10, height: 8)
        for row in 0..<8 { for column in 0..<10 { crop[row, column] = picture[row + 3, column + 5] } }
        var encoder = JPEGEncoder()
        var bytes: [UInt8] = [1, 2, 3]
        try encoder.encode(picture, part: part, quality: 90, into: &bytes)
        #expect(try bytes == encoder.encode(crop, quality: 90))
        #expect(try PNGEncoder().encode(picture, part: part) == PNGEncoder().encode(crop))
    }

    @Test func aFileLargerThanItsBufferIsWhole() throws {
        let pixels = 400 * 400
        let noise = (0..<3 * pixels).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
        let picture = Picture(width: 400, height: 400, bytes: noise)
        var encoder = JPEGEncoder()
        let bytes = try encoder.encode(picture, quality: 100)
        #expect(bytes.count > 4 * 32768)
        #expect(try bytes == encoder.encode(picture, quality: 100))
        let found = try PictureDecoder().decode(bytes.span.bytes)
        #expect(found.width == 400 && found.height == 400)
    }

    @Test func aSideThatTheFormatCannotHoldIsRefused() throws {
        let picture = Picture(width: 65536, height: 1)
        var encoder = JPEGEncoder()
        var bytes: [UInt8] = []
        #expect(throws: PictureError.self) {
            try encoder.encode(picture, part: picture.bounds, quality: 90, into: &bytes)
        }
        let small = Picture(width: 8, height: 8)
        #expect(try !encoder.encode(small, quality: 90).isEmpty)
    }
}
