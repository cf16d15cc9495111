import Randomness
import Testing

@testable import Coordinator

struct TableTests {
    @Test func itHoldsWhatADictionaryWould() {
        var table = Table<Int, String>()
        var expected: [Int: String] = [:]
        var random = SeededGenerator(seed: 5)
        for step in 0..<5000 {
            let key = Int.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                table.set(key, to: "\(step)")
                expected[key] = "\(step)"
            case 1: #expect(table.remove(key) == expected.removeValue(forKey: key))
            default:
                let size = table.change(key) { value in
                    value += "."
                    return value.count
                }
                expected[key]?.append(".")
                #expect(size == expected[key]?.count)
            }
            #expect(table[key] == expected[key] && table.contains(key) == (expected[key] != nil))
            #expect(table.count == expected.count && table.isEmpty == expected.isEmpty)
        }
        table.keep { $0.hasSuffix(".") }
        expected = expected.filter { $0.value.hasSuffix(".") }
        #expect(Dictionary(uniqueKeysWithValues: table.entries.map { ($0.key, $0.value) }) == expected)
    }
}
