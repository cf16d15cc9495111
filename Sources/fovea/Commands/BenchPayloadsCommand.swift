import ArgumentParser
import Benchmarks
import Evaluation
import Foundation
import Images
import LFViT
import Threads

/// Measures what each payload costs and changes.
struct BenchPayloadsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payloads",
        abstract: "Measure bytes, agreement, accuracy and time of everything that an edge can send.",
        discussion: """
            The folder holds one folder a class, as for `fovea eval`. Every picture goes to focus directly and through
            each payload, written as an edge and read as a worker does. Qualities name the region's and the context's
            JPEG, chroma at full resolution. Times are medians; bytes are those of the payload frames.

            EXAMPLE: fovea bench payloads imagenette --crop 1
            """
    )

    @Argument(help: "The labelled folder.")
    var folder: String

    @OptionGroup var run: RunFlags

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() async throws {
        let model = try run.model.load()
        guard model.geometry.isCascade else {
            throw ValidationError("a one-pass model hands nothing over; name an LF-ViT model")
        }
        let labelled = try LabelledFolder(
            folder, classes: run.classTable(for: model.configuration), count: model.geometry.classes)
        let settings = try run.cascade.settings(for: model.configuration)
        let crop = run.crop
        let threads = run.threadCount(for: labelled.pictures.count)
        let (measurements, failed) = try await ComputePool.lent(name: "payloads", threads: threads) {
            try PayloadBenchmark(model, settings: settings, crop: crop)
        } to: {
            try await measure(labelled, $0)
        }
        guard !measurements.isEmpty else { throw ExitCode(1) }
        let table = PayloadTable(measurements)
        try json ? Output.json(Report(table, self, settings, threads)) : Output.line(text(table, settings, threads))
        if failed > 0 { throw ExitCode(1) }
    }

    private func measure(
        _ labelled: LabelledFolder, _ pool: ComputePool<PayloadBenchmark>
    ) async throws -> ([PayloadBenchmark.Measurement], failed: Int) {
        var measurements: [PayloadBenchmark.Measurement] = []
        var failed = 0
        var progress = Progress(total: labelled.pictures.count)
        try await pool.inOrder(Array(labelled.pictures.enumerated())) {
            benchmark, input -> Result<PayloadBenchmark.Measurement, PictureError> in
            do {
                return .success(try benchmark.measure(input.element, number: UInt64(input.offset)))
            } catch let error as PictureError {
                return .failure(error)
            }
        } emit: { result in
            switch result {
            case .success(let measurement): measurements.append(measurement)
            case .failure(let error):
                let path = labelled.pictures[measurements.count + failed].path
                failed += 1
                progress.clear()
                Output.problem("\(path): \(error)")
            }
            progress.step()
        }
        progress.clear()
        return (measurements, failed)
    }

    private func text(_ table: PayloadTable, _ settings: CascadeSettings, _ threads: Int) -> String {
        let title =
            "\(table.pictures) pictures of \(folder), m=\(settings.regionSide), no exits, \(threads) thread(s); "
            + "direct accuracy \(Table.number(table.directAccuracy, 1)) %\n"
        let head = ["same class", "accuracy", "bytes", "write ms", "read ms"]
        let rows = table.rows.map { row in
            let change = (row.accuracyChange < 0 ? "" : "+") + Table.number(row.accuracyChange, 1)
            let cells = [
                Table.number(row.sameClass, 1) + " %", change, Table.number(row.bytes, 0),
                Table.number(row.writeMilliseconds, 2), Table.number(row.readMilliseconds, 2),
            ]
            return Table.row(row.name, cells, nameWidth: 22)
        }
        return ([title, Table.row("payload", head, nameWidth: 22)] + rows).joined(separator: "\n")
    }

    private struct Report: Encodable {
        let folder: String
        let pictures: Int
        let regionSide: Int
        let threads: Int
        let directAccuracy: Double
        let payloads: [PayloadTable.Row]

        init(_ table: PayloadTable, _ command: BenchPayloadsCommand, _ settings: CascadeSettings, _ threads: Int) {
            folder = command.folder
            pictures = table.pictures
            regionSide = settings.regionSide
            self.threads = threads
            directAccuracy = table.directAccuracy
            payloads = table.rows
        }
    }
}
