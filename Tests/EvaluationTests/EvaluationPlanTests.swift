import Checkpoints
import Evaluation
import LFViT
import LookupViT
import Testing

struct EvaluationPlanTests {
    private let geometry: Geometry
    private let base: CascadeSettings

    init() throws {
        let configuration = try #require(ModelConfiguration(named: "small-224"))
        (geometry, base) = (Geometry(configuration), CascadeSettings(configuration))
    }

    @Test func sidesAreRunInTheOrderAskedFor() {
        let plan = EvaluationPlan(geometry, base, sides: [6, 4, 6], ablations: false)
        #expect(plan.settings.map(\.regionSide) == [6, 4])
        #expect(plan.others.map(\.position) == [0, 1, 0])
        #expect(plan.others.map(\.name) == ["focus m=6", "focus m=4", "focus m=6"])
        #expect(plan.first.name == "localization" && plan.ablations.isEmpty)
    }

    @Test func whatSeveralTablesShareIsRunOnce() {
        let plan = EvaluationPlan(geometry, base, sides: [5], ablations: true)
        let reference = plan.ablations.filter { $0.position == plan.reference }.map(\.ablation.name)
        #expect(reference == ["NGCA", "0.99", "0.88", "all parts"])
        for (index, one) in plan.settings.enumerated() {
            #expect(plan.settings.firstIndex(of: one) == index)
        }
        for (ablation, position) in plan.ablations { #expect(plan.settings[position] == ablation.settings) }
    }

    @Test func thePapersTablesAreWhole() {
        func of(_ table: Ablation.Table) -> [Ablation] { Ablation.all(around: base).filter { $0.table == table } }
        #expect(of(.beta).map(\.published) == [80.5, 80.6, 80.7, 80.8, 80.8])
        #expect(of(.alpha).map(\.published) == [80.1, 80.2, 80.6, 80.6, 80.8, 80.7])
        #expect(of(.regionRule).compactMap(\.published) == [80.8, 80.2, 80.0, 79.8, 79.7])
        #expect(of(.design).count == 5)
    }

    @Test func aModelsOwnValueJoinsThePapers() {
        var own = base
        own.alpha = 0.75
        let alphas = Ablation.all(around: own).filter { $0.table == .alpha }
        #expect(alphas.map(\.settings.alpha) == [0.5, 0.6, 0.7, 0.75, 0.8, 0.88, 0.9])
        #expect(alphas[3].published == nil)
    }

    @Test func aOnePassModelHasOneStage() {
        let plain = Geometry(
            ModelConfiguration(architecture: .viT, image: 224, dim: 192, depth: 12, heads: 3, classes: 1000))
        let plan = EvaluationPlan(plain, base, sides: [5], ablations: true)
        #expect(plan.first.name == "plain" && plan.others.isEmpty && plan.ablations.isEmpty)
    }

    @Test func lookupViTsFirstSideTakesTheGlancesPlace() throws {
        let configuration = try #require(ModelConfiguration(named: "lookup-small-224"))
        let plan = EvaluationPlan(LookupGeometry(configuration), sides: [3, 7], head: .average, threshold: 0.5)
        #expect(plan.first.name == "lookup 3x3" && plan.others.map(\.compressedSide) == [7])
        #expect(plan.others.map(\.position) == [0])
        #expect(plan.first.work.gmacs < plan.others[0].work.gmacs)
    }
}

extension EvaluationPlan {
    /// The settings that LF-ViT is run with.
    var settings: [CascadeSettings] {
        guard case .regions(_, let settings) = family else { return [] }
        return settings
    }
}
