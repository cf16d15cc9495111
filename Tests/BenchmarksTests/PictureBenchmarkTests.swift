import Benchmarks
import BundledModel
import Foundation
import Images
import LFViT
import Testing

/// What decoding costs beside localization.
struct PictureBenchmarkTests {
    private func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/\(name).jpg").standardizedFileURL.path
    }

    @Test func everyStationIsMeasured() throws {
        let model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        var settings = CascadeSettings(model.configuration)
        settings.earlyExit = false
        let benchmark = try PictureBenchmark(model, settings: settings, crop: nil)
        let samples = try ["cat", "coffee"].map { try benchmark.measure(file: path($0), rounds: 1) }
        for sample in samples {
            #expect(sample.isHard && sample.isSame.cascade)
            for time in [sample.exact, sample.glance, sample.region, sample.localization] {
                #expect(time > .zero && time < .seconds(3600))
            }
        }
        let table = PictureTable(samples)
        #expect(table.pictures == 2 && table.hardShare == 1 && table.sameAnswer == 100)
        #expect(table.fast == table.glance + table.region)
        #expect(throws: PictureError.self) { try benchmark.measure(file: "/nowhere.jpg", rounds: 1) }
    }
}
