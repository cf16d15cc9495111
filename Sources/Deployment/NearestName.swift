/// Finds what somebody meant to write.
enum NearestName {
    /// The name that takes fewest changes of letters to become; nil where even that one is another word.
    static func of(_ word: String, among names: [String]) -> String? {
        let ranked = names.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        if best.distance <= max(1, min(word.count, best.name.count) / 3) { return best.name }
        // Half a name, or one with an ending too many, is meant as well.
        return word.count < 3 ? nil : names.first { $0.hasPrefix(word) || word.hasPrefix($0) }
    }

    /// How many letters have to be put in, left out, replaced, or swapped with their neighbour.
    static func distance(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first), Array(second))
        var rows = [Array(0...second.count)]
        for row in 1...(first.count + 1) where row <= first.count {
            var next = [row]
            for column in 0..<second.count {
                let isSame = first[row - 1] == second[column]
                var best = min(
                    rows[row - 1][column + 1] + 1, next[column] + 1, rows[row - 1][column] + (isSame ? 0 : 1))
                if row > 1, column > 0, first[row - 1] == second[column - 1], first[row - 2] == second[column] {
                    best = min(best, rows[row - 2][column - 1] + 1)
                }
                next.append(best)
            }
            rows.append(next)
        }
        return rows[first.count][second.count]
    }
}
