import ArgumentParser
import BundledModel
import Cameras
import Cascade
import Edge
import Foundation
import Images
import Threads

/// Answers picture files, and frames of video files.
struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what is on pictures: a glance at each, a close look where the glance is not sure.",
        discussion: """
            Folders are searched for .jpg, .jpeg and .png files. Of a video file one frame a second is answered, or --fps.
            A picture that cannot be read is named on standard error \
            with the reason; the others are answered, and the exit status is 1.

            EXAMPLE: fovea classify Photographs --threshold 0.7
            EXAMPLE: fovea classify clip.mp4 --fps 2
            """
    )

    @Argument(help: "Picture files, video files and folders.")
    var paths: [String]

    @OptionGroup var run: RunFlags

    @OptionGroup var decoding: DecodingFlags

    @Option(help: "Frames a second of video files that are answered.")
    var fps = 1.0

    @Flag(help: "Print one line of JSON a picture.")
    var json = false

    func validate() throws {
        if !(fps > 0 && fps <= 1000) { throw ValidationError("--fps \(fps): above 0, at most 1000") }
    }

    func run() async throws {
        let clips = paths.filter(Self.isVideo)
        let pictures = paths.filter { !clips.contains($0) }
        let files = pictures.isEmpty ? [] : try PictureFiles.list(pictures)
        let model = try run.model.loadAny()
        let answers = Answers(table: try run.classTable(for: model.configuration), json: json)
        try await run.withCascades(model, for: clips.isEmpty ? files.count : .max, decoding: decoding.decode) { pool in
            try await answers.give(
                files.enumerated().map { .init(name: $1, picture: .file($1), number: UInt64($0)) }, pool)
            for clip in clips { try await answer(clip, answers, pool) }
        }
        if answers.failed > 0 { throw ExitCode(1) }
    }

    /// Whether a path names a video, by its type: pictures may be called anything.
    private static func isVideo(_ path: String) -> Bool {
        let types = ["avi", "flv", "m4v", "mjpeg", "mjpg", "mkv", "mov", "mp4", "mpeg", "mpg", "ts", "webm"]
        return path.hasPrefix("lavfi:")
            || types.contains((path as NSString).pathExtension.lowercased()) && !PictureFiles.isFolder(path)
    }

    /// Answers the frames of a video, a few at a time.
    private func answer(_ clip: String, _ answers: Answers, _ pool: ComputePool<FrameCascade>) async throws {
        var settings = CameraSettings(try Camera("clip"), try CameraAddress(clip))
        settings.rate = fps
        let recording = try await CameraRecording(settings, .all)
        do {
            var isOver = false
            while !isOver {
                var frames: [Answers.Question] = []
                while frames.count < 4 * pool.threadCount, !isOver {
                    if let frame = try await recording.next(skip: { _ in }) {
                        frames.append(
                            .init(name: "\(clip)#\(frame.number)", picture: frame.picture, number: frame.number))
                    } else {
                        isOver = true
                    }
                }
                try await answers.give(frames, pool)
            }
        } catch {
            await recording.close()
            throw error
        }
        await recording.close()
    }
}

/// Answers pictures and prints the answers in their order.
private final class Answers {
    /// A picture and what it is called.
    struct Question: Sendable {
        let name: String
        let picture: OfferedFrame.Picture
        let number: UInt64
    }

    private(set) var failed = 0
    private var answered = 0
    private let table: ClassTable
    private let json: Bool

    init(table: ClassTable, json: Bool) {
        (self.table, self.json) = (table, json)
    }

    /// Answers pictures on the pool's threads.
    func give(_ questions: [Question], _ pool: ComputePool<FrameCascade>) async throws {
        try await pool.inOrder(questions) { [table] cascade, question -> ClassifiedPicture.Outcome in
            do throws(PictureError) {
                guard let answer = try Self.answer(question, cascade) else {
                    return .failed("\(question.name): no picture")
                }
                return .answered(ClassifiedPicture(file: question.name, answer, cascade, table))
            } catch {
                return .failed("\(question.name): \(error)")
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

    private static func answer(
        _ question: Question, _ cascade: FrameCascade
    ) throws(PictureError) -> FrameAnswer? {
        switch question.picture {
        case .file(let path): try cascade.answer(file: path, number: question.number)
        case .bytes(let bytes): try cascade.answer(bytes.span.bytes, number: question.number)
        case .pixels(let shared): cascade.answer(shared.picture, number: question.number)
        case .glanced: nil
        }
    }
}
