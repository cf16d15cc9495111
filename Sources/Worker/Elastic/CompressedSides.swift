/// Decides with how many compressed tokens a batch is answered: as many as the queue allows.
///
/// A plain value. The wait of a batch's oldest request stands for the queue: a quarter of the latency objective is
/// divided evenly among the sides, and the longer the wait has become, the smaller the side. So the service speeds up in
/// proportion to the queue and the two find a balance; there is nothing to oscillate, for every batch is decided anew.
/// A batch that a side would not answer within its edges' patience gets a smaller one.
///
/// Where a gear asks for a side, that is the largest: the gear is what the fleet can keep up, the queue what happens
/// meanwhile.
package struct CompressedSides: Sendable, Equatable {
    /// The sides of the compressed grid, largest first; at least one.
    package let sides: [Int]
    /// The latency that answers should have.
    package let objective: Duration

    private var times: [Key: Duration] = [:]

    private struct Key: Hashable {
        let side: Int
        let batch: Int
    }

    /// The sides that a worker has of LookupViT where nobody says. Edges glance at 3 x 3 with the same weights: a worker
    /// that answered there would take time from other frames and tell their edges what they know.
    package static let lookup = [7, 6, 5]
    /// The same of an elastic focus stage, whose smallest side still sees more than localization did.
    package static let elastic = [7, 5, 3]

    /// Makes a decision among sides, in any order; with one of them it is fixed.
    package init(_ sides: [Int], objective: Duration) {
        precondition(!sides.isEmpty && objective > .zero, "sides \(sides), objective \(objective)")
        self.sides = Set(sides).sorted(by: >)
        self.objective = objective
    }

    /// Takes in how long a batch of some size takes at a side.
    package mutating func learn(side: Int, batch: Int, time: Duration) {
        times[Key(side: side, batch: batch)] = time
    }

    /// The side for a batch.
    package func side(batch: Int, under pressure: BatchPressure) -> Int {
        let choice = choice(pressure.requestedSide)
        let share = pressure.waited / (objective / 4)
        var place = min(choice.count - 1, max(0, Int(share * Double(choice.count))))
        while place < choice.count - 1, let time = times[Key(side: choice[place], batch: batch)], time > pressure.slack
        {
            place += 1
        }
        return choice[place]
    }

    /// The sides to choose from, largest first; one that is fixed stays so.
    private func choice(_ requested: Int?) -> [Int] {
        guard let requested, sides.count > 1 else { return sides }
        return [requested] + sides.filter { $0 < requested }
    }
}
