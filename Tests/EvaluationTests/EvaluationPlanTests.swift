import Checkpoints
import Evaluation
import LFViT
import Testing

struct EvaluationPlanTests {
    private let base: CascadeSettings

    init() throws {
        base = CascadeSettings(try #require(ModelConfiguration(named: "small-224")))
    }

    @Test func sidesAreRunInTheOrderAskedFor() {
        let plan = EvaluationPlan(base, sides: [6, 4, 6], ablations: false)
        #expect(plan.settings.map(\.regionSide) == [6, 4])
        #expect(plan.sides == [0, 1, 0])
        #expect(plan.ablations.isEmpty)
    }

    @Test func whatSeveralTablesShareIsRunOnce() {
        let plan = EvaluationPlan(base, sides: [5], ablations: true)
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
}
