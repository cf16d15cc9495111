import Testing

@testable import Images

/// How much of a picture is decoded for a square.
struct DecodingPlanTests {
    @Test(arguments: [
        (224, 224, 0.875, DecodingScale.whole), (640, 480, 0.875, .whole), (800, 600, 1.0, .half),
        (639, 639, 0.875, .whole), (640, 640, 0.875, .half), (1280, 720, 0.875, .half), (1920, 1080, 0.875, .half),
        (1280, 1920, 0.875, .quarter), (2559, 3000, 0.875, .quarter), (2560, 3000, 0.875, .eighth),
        (12_000, 9000, 0.875, .eighth),
    ])
    func theSmallestScaleThatCoversTheSquareIsTaken(
        width: Int, height: Int, crop: Double, scale: DecodingScale
    ) {
        let geometry = CropGeometry(width: width, height: height, side: 224, crop: crop)
        #expect(DecodingPlan(geometry, allowsParts: true).scale == scale)
        #expect(DecodingPlan(geometry, allowsParts: false).scale == scale)
    }

    @Test func theScaledPictureCoversWhatThePictureDoes() {
        let geometry = CropGeometry(width: 1921, height: 1083, side: 224, crop: 0.875)
        let scaled = geometry.scaled(.quarter)
        #expect(scaled.source == (481, 271))
        #expect(scaled.extent == (480.25, 270.75))
        #expect(scaled.resized == geometry.resized && scaled.origin == geometry.origin)
        let (point, found) = (geometry.sourcePoint(column: 224, row: 0), scaled.sourcePoint(column: 224, row: 0))
        #expect(abs(point.column - 4 * found.column) < 1e-9 && abs(point.row - 4 * found.row) < 1e-9)
    }

    @Test(arguments: DecodingScale.allCases, [0.3, 0.875, 1.0])
    func allThatTheFiltersReadIsDecoded(scale: DecodingScale, crop: Double) {
        for (width, height) in [(1, 1), (7, 300), (64, 64), (101, 67), (640, 480), (1921, 1083), (400, 3000)] {
            for side in [2, 32, 224] {
                let geometry = CropGeometry(width: width, height: height, side: side, crop: crop).scaled(scale)
                for target in [Resampler.Target.square, .half] {
                    var resampler = Resampler(target)
                    resampler.begin(geometry)
                    #expect(geometry.kept.contains(resampler.sources), "\(width) x \(height) to \(side)")
                }
            }
        }
    }

    @Test func onlyTheCropsPixelsAreDecoded() {
        let geometry = CropGeometry(width: 1920, height: 1080, side: 224, crop: 0.875)
        let plan = DecodingPlan(geometry, allowsParts: true)
        #expect(plan.part.width < 500 && plan.part.height < 500)
        let whole = DecodingPlan(geometry, allowsParts: false).part
        #expect(whole == PixelRectangle(row: 0, column: 0, width: 960, height: 540))
    }
}
