import Cascade
import Kernels
import LFViT
import LookupViT

/// LF-ViT's looks: localization, and focus with each side of the region. The teacher looks at the whole picture.
final class RegionLooks: CalibratedLooks {
    let frame: PreparedFrame

    private let localization: Localization
    private let sides: [Look]
    private let teacher: Look?
    private let payloadSize: Calibrator.PayloadSize
    private var selection = RegionSelection()

    /// Focus with one of the settings.
    private struct Look {
        let selector: RegionSelector
        let focus: any FocusStage

        init(_ settings: CascadeSettings, _ geometry: Geometry, _ focus: any FocusStage) {
            (selector, self.focus) = (settings.selector(geometry), focus)
        }
    }

    /// - Parameter compressed: of an elastic model, whose elastic stage looks closely, the side of the compressed grid.
    init(
        _ model: LFViTModel, _ bound: BoundModel, settings: [CascadeSettings],
        elastic: (model: BoundElastic, side: Int)? = nil, crop: Double?, needsTeacher: Bool,
        payloadSize: @escaping Calibrator.PayloadSize
    ) throws {
        let geometry = model.geometry
        frame = PreparedFrame(model, crop: crop)
        localization = try Localization(bound, beta: settings[0].beta)
        sides = try settings.map { one in
            let focus: any FocusStage =
                if let elastic {
                    try ElasticFocus(elastic.model, settings: one, side: elastic.side)
                } else {
                    try Focus(bound, settings: one)
                }
            return Look(one, geometry, focus)
        }
        var everywhere = settings[0]
        everywhere.regionRule = .off
        teacher = needsTeacher ? Look(everywhere, geometry, try Focus(bound, settings: everywhere)) : nil
        self.payloadSize = payloadSize
    }

    func glance() -> Answer {
        frame.halve()
        return localization.run(frame.low)
    }

    func look(_ position: Int, number: UInt64) throws -> (answer: Answer, bytes: Int) {
        let answer = run(sides[position], number)
        return (answer, try payloadSize(frame, localization, selection))
    }

    func teach(number: UInt64) -> Answer? { teacher.map { run($0, number) } }

    private func run(_ look: Look, _ number: UInt64) -> Answer {
        look.selector.select(localization.classAttention.values, frame: number, into: &selection)
        return look.focus.run(frame.high, selection, after: localization)
    }
}
