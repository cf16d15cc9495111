import Foundation

/// Reads values out of a configuration and notes everything that is wrong with them, instead of stopping at the first.
struct ConfigurationReader {
    /// What was wrong so far.
    private(set) var problems: [ConfigurationProblem] = []

    private let environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Notes a problem.
    mutating func note(_ message: String, at node: ConfigurationNode) {
        problems.append(
            ConfigurationProblem(line: node.line, column: node.column, path: node.path, message: message))
    }

    /// The entries of a mapping by key; unknown keys are refused, with the nearest of those that are known.
    mutating func entries(_ node: ConfigurationNode, known: [String]) -> [String: ConfigurationNode] {
        var found: [String: ConfigurationNode] = [:]
        for entry in mapping(node, "a mapping of \(known.joined(separator: ", "))") {
            if known.contains(entry.key) {
                found[entry.key] = entry.value
                continue
            }
            let nearest = NearestName.of(entry.key, among: known)
            let help = nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
            problems.append(
                ConfigurationProblem(
                    line: entry.line, column: entry.column, path: entry.value.path, message: "unknown key; \(help)"))
        }
        return found
    }

    /// The entries of a mapping whose keys are names.
    mutating func named(_ node: ConfigurationNode, _ expected: String) -> [ConfigurationNode.Entry] {
        mapping(node, expected)
    }

    private mutating func mapping(_ node: ConfigurationNode, _ expected: String) -> [ConfigurationNode.Entry] {
        switch node.content {
        case .mapping(let entries): return entries
        case .nothing: return []
        default:
            note("expected \(expected), found \(node.kind)", at: node)
            return []
        }
    }

    /// A text, in which `${NAME}` and `${NAME:-otherwise}` stand for the environment's.
    mutating func text(_ node: ConfigurationNode, _ expected: String = "text") -> String? {
        guard case .scalar(let raw) = node.content else {
            note("expected \(expected), found \(node.kind)", at: node)
            return nil
        }
        var text = ""
        var rest = raw[...]
        while let start = rest.range(of: "${") {
            text += rest[..<start.lowerBound]
            guard let end = rest.range(of: "}", range: start.upperBound..<rest.endIndex) else {
                note("\"${\" without \"}\"; ${NAME} stands for a variable of the environment", at: node)
                return nil
            }
            let name = rest[start.upperBound..<end.lowerBound]
            let parts = name.components(separatedBy: ":-")
            guard let value = environment[parts[0]] ?? (parts.count > 1 ? parts[1...].joined(separator: ":-") : nil)
            else {
                note("the variable \(parts[0]) is not set; set it, or write ${\(parts[0]):-otherwise}", at: node)
                return nil
            }
            text += value
            rest = rest[end.upperBound...]
        }
        return text + rest
    }

    /// Texts: a list of them, or one.
    mutating func texts(_ node: ConfigurationNode, _ expected: String = "a list of texts") -> [String] {
        guard case .list(let nodes) = node.content else { return [text(node, expected)].compactMap(\.self) }
        return nodes.compactMap { text($0) }
    }

    /// A number within bounds.
    mutating func number(_ node: ConfigurationNode, _ bounds: ClosedRange<Double>) -> Double? {
        let expected = "a number from \(Self.short(bounds.lowerBound)) to \(Self.short(bounds.upperBound))"
        guard let text = text(node, expected) else { return nil }
        guard let value = Double(text), bounds.contains(value) else {
            note("expected \(expected), found \"\(text)\"", at: node)
            return nil
        }
        return value
    }

    /// A whole number within bounds.
    mutating func whole(_ node: ConfigurationNode, _ bounds: ClosedRange<Int>) -> Int? {
        let expected = "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        guard let text = text(node, expected) else { return nil }
        guard let value = Int(text), bounds.contains(value) else {
            note("expected \(expected), found \"\(text)\"", at: node)
            return nil
        }
        return value
    }

    /// Yes or no.
    mutating func toggle(_ node: ConfigurationNode) -> Bool? {
        guard let text = text(node, "true or false") else { return nil }
        switch text {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            note("expected true or false, found \"\(text)\"", at: node)
            return nil
        }
    }

    /// One of some words.
    mutating func choice(_ node: ConfigurationNode, _ choices: [String]) -> String? {
        let expected = "one of \(choices.joined(separator: ", "))"
        guard let text = text(node, expected) else { return nil }
        guard choices.contains(text) else {
            let help = NearestName.of(text, among: choices).map { "; did you mean \"\($0)\"?" } ?? ""
            note("expected \(expected), found \"\(text)\"\(help)", at: node)
            return nil
        }
        return text
    }

    /// A time with its unit, in seconds.
    mutating func seconds(_ node: ConfigurationNode, _ bounds: ClosedRange<Double>) -> Double? {
        let expected =
            "a time from \(Self.time(bounds.lowerBound)) to \(Self.time(bounds.upperBound)) with its unit, such as 500 ms or 2 s"
        guard let text = text(node, expected) else { return nil }
        guard let value = Quantity.seconds(text), bounds.contains(value) else {
            note("expected \(expected), found \"\(text)\"", at: node)
            return nil
        }
        return value
    }

    /// A size with its unit, in bytes.
    mutating func bytes(_ node: ConfigurationNode, atLeast minimum: Int) -> Int? {
        let expected = "a size of at least \(minimum / 1000) kB with its unit, such as 256 MB"
        guard let text = text(node, expected) else { return nil }
        guard let value = Quantity.bytes(text), value >= minimum else {
            note("expected \(expected), found \"\(text)\"", at: node)
            return nil
        }
        return value
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    private static func time(_ seconds: Double) -> String {
        seconds < 1 ? "\(short(seconds * 1000)) ms" : "\(short(seconds)) s"
    }
}
