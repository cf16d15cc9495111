import ArgumentParser
import Benchmarks
import Cascade
import Foundation
import Images
import LFViT
import Threads

/// Measures what decoding costs beside localization.
struct BenchPicturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pictures",
        abstract: "Measure how long pictures take up to the model, decoded exactly and fast, beside localization.",
        discussion: """
            Files and folders as for `fovea classify`. Every picture is decoded both ways and localized after each, in turn, \
            on one thread; a picture's times are the shortest of its rounds, the table has their medians. A hard frame, by \
            --threshold, also takes what focus looks at.

            EXAMPLE: fovea bench pictures Photographs
            """
    )

    @Argument(help: "Picture files and folders.")
    var paths: [String]

    @OptionGroup var model: ModelFlags

    @OptionGroup var cascade: CascadeFlags

    @OptionGroup var cropping: CropFlag

    @Option(help: "How often each picture is measured.")
    var rounds = 5

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        if !(1...1000).contains(rounds) { throw ValidationError("--rounds \(rounds): 1 to 1000") }
    }

    func run() async throws {
        let model = try model.load()
        guard model.geometry.isCascade else {
            throw ValidationError("a one-pass model glances at nothing; name an LF-ViT model")
        }
        let files = try PictureFiles.list(paths)
        let settings = try cascade.settings(for: model.configuration)
        let (crop, rounds) = (cropping.crop, rounds)
        var samples: [PictureBenchmark.Sample] = []
        var progress = Progress(total: files.count)
        try await ComputePool.lent(name: "pictures", threads: 1) {
            try PictureBenchmark(model, settings: settings, crop: crop)
        } to: { pool in
            try await pool.inOrder(files) { benchmark, path -> Result<PictureBenchmark.Sample, PictureError> in
                do throws(PictureError) {
                    return .success(try benchmark.measure(file: path, rounds: rounds))
                } catch {
                    return .failure(error)
                }
            } emit: { result in
                switch result {
                case .success(let sample): samples.append(sample)
                case .failure(let error):
                    progress.clear()
                    Output.problem("\(error)")
                }
                progress.step()
            }
        }
        progress.clear()
        guard !samples.isEmpty else { throw ExitCode(1) }
        let table = PictureTable(samples)
        try json ? Output.json(table) : Output.line(text(table))
        if samples.count < files.count { throw ExitCode(1) }
    }

    private func text(_ table: PictureTable) -> String {
        func row(_ name: String, _ milliseconds: Double) -> String {
            Table.row(
                name, [Table.number(milliseconds, 3), Table.number(100 * milliseconds / table.localization, 1)],
                nameWidth: 34, cellWidth: 18)
        }
        return [
            "\(Table.count(table.pictures, "picture")), 1 thread, \(Table.number(100 * table.hardShare, 1)) % hard", "",
            Table.row("station", ["ms", "% of localization"], nameWidth: 34, cellWidth: 18),
            row("exact decoding", table.exact), row("fast decoding, for the glance", table.glance),
            row("fast decoding, for a hard frame", table.region), row("fast decoding, mean of all frames", table.fast),
            row("localization", table.localization), "",
            "same class: localization \(Table.number(table.sameGlance, 1)) %, cascade \(Table.number(table.sameAnswer, 1)) %",
        ].joined(separator: "\n")
    }
}
