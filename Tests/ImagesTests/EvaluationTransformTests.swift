import Images
import Tensors
import Testing

struct EvaluationTransformTests {
    static let squares = Fixture.names(prefix: "transform-", suffixes: [".ppm"])

    @Test func everyTransformIsAmongTheFixtures() {
        #expect(Self.squares.count == 17)
    }

    @Test(arguments: squares)
    func theSquareEqualsPillows(name: String) throws {
        let parts = name.dropLast(4).split(separator: "-")
        let (size, crop) = try (#require(Int(parts[2])), #require(Double(parts[3])))
        let picture = try PictureDecoder().decode(file: Fixture.path("drawn-\(parts[1]).png"))
        let square = Fixture.transform(size: size, crop: crop).square(of: picture)
        #expect(try square.bytes() == Fixture.portablePixmap(name).bytes())
    }

    @Test func aResamplerThatIsUsedAgainGivesTheSameSquares() throws {
        let transform = Fixture.transform(size: 32, crop: 0.875)
        var square = Picture(width: 32, height: 32)
        var resampler = Resampler()
        for size in ["37x29", "1x1", "101x67", "101x67", "3x150", "67x101", "45x36"] {
            let picture = try PictureDecoder().decode(file: Fixture.path("drawn-\(size).png"))
            transform.apply(to: picture, into: &square, with: &resampler)
            #expect(try square.bytes() == Fixture.portablePixmap("transform-\(size)-32-0.875.ppm").bytes())
        }
    }

    @Test func normalizedPlanesEqualTorchs() throws {
        let square = try Fixture.portablePixmap("transform-101x67-24-0.9.ppm")
        let planes = Fixture.transform(size: 24, crop: 0.9).normalized(square)
        #expect(planes.shape == [3, 24, 24])
        #expect(try planes.values() == Fixture.floats("normalized.f32"))
    }

    @Test func halfResolutionEqualsTorchs() throws {
        let square = try Fixture.portablePixmap("transform-101x67-96-0.875.ppm")
        let planes = Fixture.transform(size: 96, crop: 0.875).normalized(square)
        var half = Tensor([3, 48, 48])
        HalfResolution(size: 96).apply(to: planes, into: &half)
        let differences = try zip(half.values(), Fixture.floats("half.f32")).map { abs($0 - $1) }
        #expect(differences.count == 3 * 48 * 48)
        #expect(try #require(differences.max()) <= 1e-6)
    }

    @Test func halfResolutionKeepsTheCorners() {
        let planes = Tensor([3, 4, 4], values: (0..<48).map(Float.init))
        var half = Tensor([3, 2, 2])
        HalfResolution(size: 4).apply(to: planes, into: &half)
        #expect(half.values() == [0, 3, 12, 15, 16, 19, 28, 31, 32, 35, 44, 47])
    }

    @Test func pointsOfTheSquareLeadBackToThePicture() {
        let geometry = Fixture.transform(size: 224, crop: 0.875).geometry(width: 512, height: 1024)
        #expect(geometry.resized == (256, 512))
        #expect(geometry.origin == (16, 144))
        #expect(geometry.sourcePoint(column: 0, row: 0) == (32, 288))
        #expect(geometry.sourcePoint(column: 224, row: 224) == (480, 736))
    }

    @Test func halvesOfTheMarginAreRoundedToEven() {
        let transform = Fixture.transform(size: 15, crop: 1)
        #expect(transform.geometry(width: 16, height: 15).origin == (0, 0))
        #expect(transform.geometry(width: 18, height: 15).origin == (2, 0))
    }
}
