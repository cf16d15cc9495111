import ArgumentParser
import BundledModel
import Cascade
import Images
import Threads

/// Answers picture files.
struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what is on pictures: a glance at each, a close look where the glance is not sure.",
        discussion: """
            Folders are searched for .jpg, .jpeg and .png files. A picture that cannot be read is named on standard error \
            with the reason; the others are answered, and the exit status is 1.

            EXAMPLE: fovea classify Photographs --threshold 0.7
            """
    )

    @Argument(help: "Picture files and folders.")
    var paths: [String]

    @OptionGroup var run: RunFlags

    @Flag(help: "Print one line of JSON a picture.")
    var json = false

    func run() async throws {
        let files = try PictureFiles.list(paths)
        let model = try run.model.loadAny()
        let table = try run.classTable(for: model.configuration)
        var (answered, failed) = (0, 0)
        try await run.withCascades(model, for: files.count) { pool in
            try await pool.inOrder(Array(files.enumerated())) { cascade, input -> ClassifiedPicture.Outcome in
                do throws(PictureError) {
                    let answer = try cascade.answer(file: input.element, number: UInt64(input.offset))
                    return .answered(ClassifiedPicture(file: input.element, answer, cascade, table))
                } catch {
                    return .failed("\(input.element): \(error)")
                }
            } emit: { outcome in
                switch outcome {
                case .answered(let picture):
                    if !json, answered == 0 { try Output.line(ClassifiedPicture.tableHead) }
                    answered += 1
                    try json ? Output.json(picture) : Output.line(picture.tableRow)
                case .failed(let reason):
                    failed += 1
                    Output.problem(reason)
                }
            }
        }
        if failed > 0 { throw ExitCode(1) }
    }
}
