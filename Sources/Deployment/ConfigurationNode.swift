import Yams

/// A piece of YAML and where it stands.
struct ConfigurationNode {
    /// What it is.
    enum Content {
        case scalar(String)
        case list([ConfigurationNode])
        case mapping([Entry])
        /// A key that is followed by nothing.
        case nothing
    }

    /// A key, where it stands, and what belongs to it.
    struct Entry {
        let key: String
        let line: Int
        let column: Int
        let value: ConfigurationNode
    }

    let content: Content
    let line: Int
    let column: Int
    /// The keys that lead here.
    let path: String

    /// Reads a text.
    ///
    /// - Throws: `ConfigurationProblem` where it is no YAML.
    static func read(_ text: String) throws(ProblemFound) -> ConfigurationNode {
        do {
            guard let root = try compose(yaml: text) else {
                return ConfigurationNode(content: .mapping([]), line: 1, column: 1, path: "")
            }
            return ConfigurationNode(root, path: "")
        } catch let error as YamlError {
            throw ProblemFound(problem(error))
        } catch {
            throw ProblemFound(ConfigurationProblem(line: 1, column: 1, path: "", message: "\(error)"))
        }
    }

    private init(content: Content, line: Int, column: Int, path: String) {
        (self.content, self.line, self.column, self.path) = (content, line, column, path)
    }

    private init(_ node: Node, path: String) {
        let mark = node.mark
        let content: Content
        switch node {
        case .scalar(let scalar):
            // Quoted, it is text; plain and empty or null, it is nothing.
            content = scalar.style == .plain && node.null != nil ? .nothing : .scalar(scalar.string)
        case .sequence(let nodes):
            content = .list(nodes.enumerated().map { ConfigurationNode($1, path: "\(path)[\($0 + 1)]") })
        case .mapping(let mapping):
            content = .mapping(
                mapping.map { key, value in
                    let name = key.scalar?.string ?? ""
                    return Entry(
                        key: name, line: key.mark?.line ?? 1, column: key.mark?.column ?? 1,
                        value: ConfigurationNode(value, path: path.isEmpty ? name : "\(path).\(name)"))
                })
        case .alias: content = .nothing
        }
        self.init(content: content, line: mark?.line ?? 1, column: mark?.column ?? 1, path: path)
    }

    /// What it is, for people.
    var kind: String {
        switch content {
        case .scalar(let text): "\"\(text)\""
        case .list: "a list"
        case .mapping: "a mapping"
        case .nothing: "nothing"
        }
    }

    private static func problem(_ error: YamlError) -> ConfigurationProblem {
        let (line, column, message): (Int, Int, String) =
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (mark.line, mark.column, problem)
            case .duplicatedKeysInMapping(let keys, let context):
                (
                    context.mark.line, context.mark.column,
                    "\(keys.joined(separator: ", ")): stands there twice; a key has one value"
                )
            default: (1, 1, "\(error)")
            }
        return ConfigurationProblem(line: line, column: column, path: "", message: "no YAML: \(message)")
    }
}

/// Carries one problem out of a reader.
struct ProblemFound: Error {
    let problem: ConfigurationProblem

    init(_ problem: ConfigurationProblem) {
        self.problem = problem
    }
}
