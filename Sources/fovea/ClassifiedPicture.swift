import BundledModel
import Cascade
import LFViT

/// One picture's answer as people and programs read it.
struct ClassifiedPicture: Encodable, Sendable {
    /// A picture that was answered, or the reason why not.
    enum Outcome: Sendable {
        case answered(ClassifiedPicture)
        case failed(String)
    }

    struct Guess: Encodable, Sendable {
        let `class`: Int
        let label: String
        let confidence: Float

        init(_ candidate: Answer.Candidate, _ table: ClassTable) {
            `class` = candidate.index
            label = table.label(candidate.index)
            confidence = candidate.confidence
        }
    }

    struct Glance: Encodable, Sendable {
        let `class`: Int
        let confidence: Float
    }

    struct Window: Encodable, Sendable {
        let index: Int
        let row: Int
        let column: Int
        let side: Int
    }

    struct Milliseconds: Encodable, Sendable {
        let decode: Double
        let localization: Double
        let focus: Double
    }

    let file: String
    let best: Guess
    let stage: FrameAnswer.Stage
    let localization: Glance?
    let region: Window?
    let kept: [Int]?
    let top5: [Guess]
    let milliseconds: Milliseconds

    init(file: String, _ frame: FrameAnswer, _ cascade: FrameCascade, _ table: ClassTable) {
        self.file = file
        best = Guess(frame.answer.best, table)
        stage = frame.stage
        localization = frame.localization.map { Glance(class: $0.best.index, confidence: $0.best.confidence) }
        region = frame.region.map { Window(index: $0.index, row: $0.row, column: $0.column, side: $0.side) }
        let cells = cascade.selection.kept
        kept = frame.stage == .focus && !cells.isEmpty ? cells : nil
        top5 = frame.answer.top.map { Guess($0, table) }
        milliseconds = Milliseconds(
            decode: frame.times.decode.milliseconds, localization: frame.times.localization.milliseconds,
            focus: frame.times.focus.milliseconds
        )
    }

    private enum Keys: String, CodingKey {
        case file, `class`, label, confidence, stage, localization, region, kept, top5, milliseconds
    }

    /// Every key is always there: what does not apply is null, so that programs need no special case.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(file, forKey: .file)
        try container.encode(best.class, forKey: .class)
        try container.encode(best.label, forKey: .label)
        try container.encode(best.confidence, forKey: .confidence)
        try container.encode(stage, forKey: .stage)
        try container.encode(localization, forKey: .localization)
        try container.encode(region, forKey: .region)
        try container.encode(kept, forKey: .kept)
        try container.encode(top5, forKey: .top5)
        try container.encode(milliseconds, forKey: .milliseconds)
    }

    /// The head of the table for people.
    static let tableHead = row("picture", "answer", "conf.", "stage", "glance", "ms")

    /// One line of the table for people.
    var tableRow: String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let time = milliseconds.decode + milliseconds.localization + milliseconds.focus
        let glance = localization.map { Table.number(Double($0.confidence), 3) } ?? "-"
        return ClassifiedPicture.row(
            name, best.label, Table.number(Double(best.confidence), 3), stage.rawValue, glance, Table.number(time, 1)
        )
    }

    private static func row(
        _ name: String, _ answer: String, _ confidence: String, _ stage: String, _ glance: String, _ time: String
    ) -> String {
        [
            Table.pad(name, 26), Table.pad(answer, 26), Table.pad(confidence, 6), Table.pad(stage, 13),
            Table.pad(glance, 7),
        ]
        .joined(separator: " ") + " " + time
    }
}
