import Benchmarks
import BundledModel
import Evaluation
import Foundation
import LFViT
import Testing

/// That the benchmark measures what it says.
struct PayloadBenchmarkTests {
    @Test func everyPayloadIsMeasured() throws {
        let model = try LFViTModel(path: BundledModel.lfViTTiny.path)
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "281"), withIntermediateDirectories: true)
        let photograph = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Photographs/cat.jpg").standardizedFileURL
        try FileManager.default.copyItem(at: photograph, to: folder.appending(path: "281/cat.jpg"))

        let labelled = try LabelledFolder(folder.path, classes: ClassTable(), count: 1000)
        let benchmark = try PayloadBenchmark(
            model, settings: CascadeSettings(model.configuration), crop: nil)
        let table = PayloadTable([try benchmark.measure(labelled.pictures[0], number: 0)])
        #expect(table.pictures == 1)
        #expect(table.rows.map(\.name) == PayloadBenchmark.menu.map(\.name))
        let exact = try #require(table.rows.last)
        #expect(exact.sameClass == 100 && exact.accuracyChange == 0)
        #expect(exact.bytes == Double(4 * 49 + 3 * 224 * 224 + 4 * 22 * model.geometry.dim))
        #expect(table.rows.allSatisfy { $0.bytes > 0 && $0.bytes <= exact.bytes && $0.writeMilliseconds > 0 })
    }
}
