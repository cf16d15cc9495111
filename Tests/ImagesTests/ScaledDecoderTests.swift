import Foundation
import Testing

@testable import Images

/// JPEG pictures decoded no larger than they are looked at.
struct ScaledDecoderTests {
    static let pictures =
        Fixture.names(prefix: "decode-", suffixes: [".jpg"]) + Fixture.names(prefix: "scaled-", suffixes: [".jpg"])
    /// Squares of which the fixtures are decoded whole, at half the size, at a quarter and at an eighth.
    static let transforms = [
        (32, 1.0), (32, 0.5), (20, 0.3), (12, 0.75), (16, 1.0), (8, 1.0), (8, 0.3), (6, 0.8), (4, 1.0), (4, 0.2),
        (2, 0.5),
    ]

    private func square(_ decoder: ScaledDecoder, _ size: Int, part: PixelRectangle? = nil) -> Picture {
        var square = Picture(width: size, height: size)
        decoder.write(part ?? square.bounds, into: &square)
        return square
    }

    @Test(arguments: pictures)
    func aPictureThatIsSmallGivesTheExactSquare(name: String) throws {
        for (size, crop) in [(64, 1), (56, 0.875), (32, 0.5), (20, 0.3), (8, 0.1)] {
            let transform = Fixture.transform(size: size, crop: crop)
            let decoder = ScaledDecoder(transform)
            #expect(try decoder.decode(file: Fixture.path(name)))
            let expected = try transform.square(of: PictureDecoder().decode(file: Fixture.path(name)))
            #expect(square(decoder, size).bytes() == expected.bytes(), "\(size) of \(crop)")
        }
    }

    @Test(arguments: pictures)
    func whatTheCropLeavesOutChangesNothing(name: String) throws {
        for (size, crop) in Self.transforms {
            let transform = Fixture.transform(size: size, crop: crop)
            let decoder = ScaledDecoder(transform)
            _ = try decoder.decode(file: Fixture.path(name))
            let reader = try JPEGReader()
            let header = try reader.open(PictureFile(path: Fixture.path(name)), bound: .pixels(1 << 20))
            let geometry = transform.geometry(width: header.size.width, height: header.size.height)
            let plan = DecodingPlan(geometry, allowsParts: false)
            try reader.start(at: plan.scale)
            let picture = try PictureDecoder().picture(of: JPEGRows(reader, header))
            var resampler = Resampler()
            resampler.begin(plan.geometry)
            for row in 0..<picture.height { resampler.take(row: row, picture.pointer(row: row)) }
            var expected = Picture(width: size, height: size)
            resampler.finish(into: &expected)
            #expect(square(decoder, size).bytes() == expected.bytes(), "\(size) of \(crop)")
        }
    }

    @Test(arguments: pictures)
    func aPartAloneIsWhatItIsInTheWhole(name: String) throws {
        for (size, crop) in Self.transforms {
            let decoder = ScaledDecoder(Fixture.transform(size: size, crop: crop))
            _ = try decoder.decode(file: Fixture.path(name))
            let whole = square(decoder, size)
            for part in [
                PixelRectangle(row: 0, column: 0, width: size / 2, height: size),
                PixelRectangle(row: size / 2, column: size / 4, width: size / 2, height: size / 2),
                PixelRectangle(row: size - 1, column: size - 1, width: 1, height: 1),
            ] {
                let found = square(decoder, size, part: part)
                for row in 0..<size {
                    for column in 0..<size {
                        let inside = part.rows.contains(row) && part.columns.contains(column)
                        let expected = inside ? whole[row, column] : Colour(red: 0, green: 0, blue: 0)
                        #expect(found[row, column] == expected)
                    }
                }
            }
        }
    }

    @Test func theHalfIsThatOfTheSquareUpToTheRounding() throws {
        var picture = Picture(width: 200, height: 150)
        for row in 0..<150 {
            for column in 0..<200 {
                picture[row, column] = Colour(
                    red: UInt8(40 + column / 2), green: UInt8(200 - row), blue: UInt8(60 + (row + column) / 4))
            }
        }
        var encoder = JPEGEncoder()
        let bytes = try encoder.encode(picture, quality: 95)
        for size in [16, 32, 64, 128] {
            let decoder = ScaledDecoder(Fixture.transform(size: size, crop: 0.875))
            _ = try decoder.decode(bytes.span.bytes)
            var expected = Picture(width: size / 2, height: size / 2)
            var found = Picture(width: size / 2, height: size / 2)
            HalfResolution(size: size).apply(to: square(decoder, size), into: &expected)
            decoder.writeHalf(into: &found)
            #expect(zip(found.bytes(), expected.bytes()).allSatisfy { abs(Int($0) - Int($1)) <= 2 }, "\(size)")
        }
    }

    @Test func whatIsNoJPEGIsLeftToOthers() throws {
        let decoder = ScaledDecoder(Fixture.transform(size: 32, crop: 1))
        #expect(try !decoder.decode(file: Fixture.path("drawn-45x36.png")))
        #expect(throws: PictureError.empty) { _ = try decoder.decode([UInt8]().span.bytes) }
        let limited = ScaledDecoder(Fixture.transform(size: 32, crop: 1), decoder: PictureDecoder(pixelLimit: 9))
        let error = #expect(throws: PictureError.self) { _ = try limited.decode(file: Fixture.path("decode-420.jpg")) }
        guard case .tooLarge(_, _, 9) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func damageIsSeenWhereThePictureIsLookedAt() throws {
        var picture = Picture(width: 64, height: 640)
        for row in 0..<640 {
            for column in 0..<64 {
                picture[row, column] = Colour(
                    red: UInt8((row * 7 + column * 13) % 256), green: UInt8(column * 4), blue: UInt8(row % 256))
            }
        }
        var encoder = JPEGEncoder()
        let bytes = try encoder.encode(picture, quality: 90)
        let decoder = ScaledDecoder(Fixture.transform(size: 32, crop: 1))
        _ = try decoder.decode(bytes.span.bytes)
        let expected = square(decoder, 32).bytes()
        let half = Array(bytes.prefix(bytes.count / 2))
        #expect(throws: PictureError.truncated(.jpeg)) { _ = try decoder.decode(half.span.bytes) }
        // The square is the middle tenth.
        let most = Array(bytes.prefix(bytes.count * 3 / 4))
        #expect(try decoder.decode(most.span.bytes))
        #expect(square(decoder, 32).bytes() == expected)
        #expect(throws: PictureError.truncated(.jpeg)) { _ = try PictureDecoder().decode(most.span.bytes) }
    }

    @Test func aDecoderGoesOnAfterADamagedPicture() throws {
        let decoder = ScaledDecoder(Fixture.transform(size: 16, crop: 0.875))
        let bytes = try Fixture.bytes("decode-420.jpg")
        _ = try decoder.decode(bytes.span.bytes)
        let expected = square(decoder, 16).bytes()
        for length in stride(from: 3, to: bytes.count, by: 97) {
            _ = try? decoder.decode(Array(bytes.prefix(length)).span.bytes)
            _ = try decoder.decode(bytes.span.bytes)
            #expect(square(decoder, 16).bytes() == expected)
        }
    }
}
