import BundledModel
import Checkpoints
import Evaluation
import Foundation
import Gears
import LFViT
import LookupViT
import Testing

/// What calibration measures of pictures, and what it makes of them.
struct CalibratorTests {
    private static let model = Result { try LFViTModel(path: BundledModel.lfViTTiny.path) }
    private static let names = ["astronaut", "cat", "coffee", "rocket"]

    private static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Photographs/\(name).jpg")
            .standardizedFileURL.path
    }

    private static func settings(_ sides: [Int]) throws -> [CascadeSettings] {
        try sides.map { side in
            var settings = CascadeSettings(try model.get().configuration)
            settings.regionSide = side
            return settings
        }
    }

    /// A thousand bytes for each kept cell.
    private static func calibrator(_ settings: [CascadeSettings], needsTeacher: Bool) throws -> Calibrator {
        try Calibrator(model.get(), settings: settings, crop: nil, needsTeacher: needsTeacher) { _, _, selection in
            1000 * selection.kept.count
        }
    }

    @Test func aPictureIsComparedWithItsLabelAtEverySide() throws {
        let calibrator = try Self.calibrator(Self.settings([3, 5]), needsTeacher: false)
        // The bundled model knows a cat of class 285 when it sees one.
        let right = try calibrator.measure(file: Self.path("cat"), label: 285, number: 0)
        let wrong = try calibrator.measure(file: Self.path("cat"), label: 1, number: 0)
        #expect(right.isRight && !wrong.isRight && right.confidence == wrong.confidence)
        #expect(right.focus.count == 2 && right.focus[1].isRight && wrong.focus.allSatisfy { !$0.isRight })
        // Each side has its own selection: a smaller window keeps fewer cells.
        #expect(right.focus[0].bytes > 0 && right.focus[0].bytes < right.focus[1].bytes)
        #expect(right.focus[1].bytes <= 25_000)
    }

    @Test func withoutLabelsTheLookAtTheWholePictureIsTheTeacher() throws {
        var settings = try Self.settings([5])
        settings[0].regionRule = .off
        let calibrator = try Self.calibrator(settings, needsTeacher: true)
        // The close look at the whole picture agrees with itself, whatever the picture shows.
        for name in Self.names {
            #expect(try calibrator.measure(file: Self.path(name), label: nil, number: 0).focus[0].isRight)
        }
    }

    /// A small LookupViT, and an elastic LF-ViT of the same size.
    @Test func compressedSidesAreMeasuredLikeRegionSides() throws {
        var configuration = ModelConfiguration(
            architecture: .lookupViT, image: 224, dim: 32, depth: 2, heads: 2, classes: 1000)
        let lookup = try Calibrator(
            LookupViTModel(configuration, weights: RandomWeights()), glance: 2, sides: [3, 10], head: .average,
            crop: nil, needsTeacher: true, payloadSize: { _ in 150 })
        let looked = try lookup.measure(file: Self.path("cat"), label: nil, number: 0)
        #expect(looked.focus.count == 2 && looked.focus[1].isRight)  // The teacher has 10 x 10 tokens as well.
        #expect(looked.focus.allSatisfy { $0.bytes == 150 })

        configuration.architecture = .lfViT
        (configuration.depth, configuration.regionSide, configuration.alpha, configuration.beta) = (4, 5, 0.88, 0.99)
        (configuration.elastic, configuration.reverseNorm, configuration.alignCorners) = (true, ReverseNorm.none, false)
        let elastic = try ElasticModel(
            LFViTModel(configuration, weights: RandomWeights()), weights: RandomWeights())
        let both = try [2, 9].map { side in
            try Calibrator(
                elastic, side: side, settings: Self.settings([3, 5]), crop: nil, needsTeacher: false
            ) { _, _, selection in selection.kept.count }
            .measure(file: Self.path("cat"), label: 285, number: 0)
        }
        #expect(both[0].confidence == both[1].confidence)  // The glance is the same at every compressed side.
        #expect(both.allSatisfy { $0.focus.map(\.bytes) == [8, 22] })
    }

    @Test func whatIsNoPictureIsNamed() throws {
        let calibrator = try Self.calibrator(Self.settings([5]), needsTeacher: false)
        #expect(throws: (any Error).self) {
            try calibrator.measure(file: #filePath, label: 1, number: 0)
        }
    }

    @Test func theSweepOfMeasuredPicturesIsACurve() throws {
        let settings = try Self.settings([3, 5])
        let calibrator = try Self.calibrator(settings, needsTeacher: true)
        let pictures = try Self.names.map {
            try calibrator.measure(file: Self.path($0), label: nil, number: 0)
        }
        let geometry = try Self.model.get().geometry
        let looks = settings.map { CalibrationSweep.Look(side: $0.regionSide, work: .focus(geometry, $0)) }
        let sweep = CalibrationSweep(pictures, glance: .localization(geometry), looks: looks, precision: "bf16")
        for position in 0...1 {
            let (none, all) = (sweep.point(0, position), sweep.point(1, position))
            #expect(none.focusShare == 0 && none.bytesPerFrame == 0)
            #expect(none.accuracy == Double(pictures.count(where: \.isRight)) / 4)
            #expect(all.focusShare == 1)
            #expect(all.accuracy == Double(pictures.count { $0.focus[position].isRight }) / 4)
            #expect(all.bytesPerFrame == Double(pictures.reduce(0) { $0 + $1.focus[position].bytes }) / 4)
            #expect(all.gmacs > none.gmacs && all.precision == "bf16")
            let shares = CalibrationSweep.thresholds.map { sweep.point($0, position).focusShare }
            #expect(shares == shares.sorted())
        }
        #expect(sweep.points.count == 2 * CalibrationSweep.thresholds.count)
    }
}
