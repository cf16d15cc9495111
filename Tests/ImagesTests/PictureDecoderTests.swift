import Images
import Testing

struct PictureDecoderTests {
    static let pictures = Fixture.names(prefix: "decode-", suffixes: [".jpg", ".png"])

    @Test func everyKindOfPictureIsAmongTheFixtures() {
        #expect(Self.pictures.count == 56)
    }

    @Test(arguments: pictures)
    func decodesToWhatPillowDecodes(name: String) throws {
        let expected = try Fixture.portablePixmap("\(name).ppm")
        let picture = try PictureDecoder().decode(file: Fixture.path(name))
        #expect(picture.width == expected.width && picture.height == expected.height)
        #expect(picture.bytes() == expected.bytes())
    }

    @Test(arguments: pictures)
    func bytesDecodeToWhatTheFileDecodesTo(name: String) throws {
        let bytes = try Fixture.bytes(name)
        let fromBytes = try PictureDecoder().decode(bytes.span.bytes)
        let fromFile = try PictureDecoder().decode(file: Fixture.path(name))
        #expect(fromBytes.bytes() == fromFile.bytes())
    }

    @Test(arguments: pictures)
    func decodingRowByRowToTheSquareEqualsDecodingFirst(name: String) throws {
        let transform = Fixture.transform(size: 10, crop: 0.875)
        let expected = try transform.square(of: PictureDecoder().decode(file: Fixture.path(name)))
        var square = Picture(width: 10, height: 10)
        var resampler = Resampler()
        try PictureDecoder().decode(file: Fixture.path(name), to: &square, by: transform, with: &resampler)
        #expect(square.bytes() == expected.bytes())
        var again = Picture(width: 10, height: 10)
        let bytes = try Fixture.bytes(name)
        try PictureDecoder().decode(bytes.span.bytes, to: &again, by: transform, with: &resampler)
        #expect(again.bytes() == expected.bytes())
    }

    @Test func aPictureOfOnePixelIsDecoded() throws {
        let picture = try PictureDecoder().decode(file: Fixture.path("drawn-1x1.png"))
        #expect(picture.width == 1 && picture.height == 1)
    }
}
